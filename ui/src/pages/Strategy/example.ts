// A small whole strategy to begin with and to change: a web shop that says that a parcel is late, before it is asked.
import type { Files } from './difference';

export const example: Files = {
  'strategy.toml': `organisation = "Voorbeeldwinkel"
languages    = ["nl", "en"]
timezone     = "Europe/Amsterdam"
quiet        = { from = "21:00", to = "08:00" }

[budget]
limits = [{ max = 2, per = "7d" }, { max = 5, per = "30d" }]

[webhooks]
carrier-reschedule = { url = "https://carrier.example/reschedule" }

[queues]
orders = { name = { nl = "Bestellingen", en = "Orders" } }
`,
  'events.toml': `["order.shipped"]
fields = { parcel = "string" }
link   = { asset = "parcel:{parcel}", for = "30d", until = ["delivery.completed"] }

["delivery.delayed"]
subject = "parcel"
fields  = { delay_hours = "double", under_way = "bool" }

["delivery.rescheduled"]
subject = "parcel"

["delivery.completed"]
subject = "parcel"
`,
  'reasons/late-delivery.toml': `name  = { nl = "Bezorging te laat", en = "Late delivery" }
value = { customer = -0.8, company = -0.9 }

[[signal]]
id     = "late"
on     = "delivery.delayed"
when   = "event.delay_hours >= 4.0"
lead   = "30m"
within = "3d"
until  = ["delivery.completed"]

[[step]]
level = "prevent"
when  = "!event.under_way"
call  = "carrier-reschedule"
done  = ["delivery.rescheduled"]
wait  = "30m"

[[step]]
level    = "proactive"
message  = "late-delivery"
channels = [{ use = "push", when = "event.under_way" }, "mail"]
replaces = true

[inbound]
offer = ["self_service:track-your-parcel", "digital:orders"]
`,
  'reasons/delivery-damaged.toml': `name = { nl = "Beschadigd bezorgd", en = "Delivery damaged" }

[inbound]
offer = ["personal:orders"]
`,
  'messages/late-delivery.nl.md': `# Uw pakket {{ asset.id }} komt later

Het komt ongeveer {{ event.delay_hours }} uur later dan we zeiden.
`,
  'messages/late-delivery.en.md': `# Your parcel {{ asset.id }} is late

It comes about {{ event.delay_hours }} hours later than we said.
`,
  'answers/track-your-parcel.nl.md': `# Waar is mijn pakket?

U kunt het volgen in de app.
`,
  'answers/track-your-parcel.en.md': `# Where is my parcel?

You can follow it in the app.
`,
};
