// What the audit log tells of, by the names of the server's operations.
export const ACTIONS = [
  'sign_in', 'sign_in_failed', 'sign_out', 'first_run', 'accept_invitation', 'add_person', 'invite_person', 'invite_again', 'change_person',
  'change_me', 'change_password', 'set_up_totp', 'confirm_totp', 'remove_totp', 'add_passkey', 'remove_passkey', 'end_session',
  'make_token', 'revoke_token', 'change_settings', 'view_customer', 'merge_customers', 'undo_link',
  'publish_strategy', 'add_source', 'remove_source', 'retry_quarantined', 'drop_quarantined', 'retry_undecided', 'retry_send', 'cancel_send', 'revive_route',
  'get_case', 'list_messages', 'search_cases', 'list_customer_cases', 'get_message_html', 'reply', 'note', 'undo_message', 'retry_message', 'claim_case', 'assign_case', 'snooze_case', 'wake_case',
  'transfer_case', 'resolve_case', 'reopen_case', 'split_case', 'merge_case', 'classify_case', 'change_cases', 'set_status', 'change_agent', 'add_macro', 'change_macro', 'remove_macro',
];
