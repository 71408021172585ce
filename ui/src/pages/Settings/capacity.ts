// How much an agent takes at once: in all, and by channel.
export const CAPACITIES = ['total', 'chat', 'whatsapp', 'mail', 'call'] as const;

/** Words between commas; each once. */
export const listed = (text: string): string[] => [...new Set(text.split(',').map((word) => word.trim()).filter(Boolean))];
