//! What the shop sells, its pages, its systems' words.

/// Pages of the shop: name and path. The first fourteen are wandered upon.
pub(in crate::world) const PAGES: [(&str, &str); 18] = [
    ("home", "/"),
    ("search", "/zoeken"),
    ("category", "/c/keuken"),
    ("category", "/c/wonen"),
    ("category", "/c/elektronica"),
    ("category", "/c/internet"),
    ("category", "/c/tuin"),
    ("product", "/p"),
    ("product", "/p"),
    ("product", "/p"),
    ("product", "/p"),
    ("account", "/mijn"),
    ("orders", "/mijn/bestellingen"),
    ("stores", "/winkels"),
    ("product", "/p"),
    ("cart", "/winkelwagen"),
    ("checkout", "/afrekenen"),
    ("cancel", "/mijn/contract/opzeggen"),
];
pub(in crate::world) const PRODUCT_PAGE: u16 = 14;
pub(in crate::world) const CART_PAGE: u16 = 15;
pub(in crate::world) const CHECKOUT_PAGE: u16 = 16;
pub(in crate::world) const CANCEL_PAGE: u16 = 17;

pub(in crate::world) const PRODUCTS: [&str; 40] = [
    "blender-600",
    "blender-900",
    "staafmixer",
    "waterkoker",
    "broodrooster",
    "espressomachine",
    "filterapparaat",
    "koekenpan-28",
    "pannenset",
    "keukenweegschaal",
    "bureaulamp",
    "vloerlamp",
    "dekbed",
    "kussen",
    "gordijn",
    "boekenkast",
    "bureaustoel",
    "stofzuiger",
    "robotstofzuiger",
    "strijkijzer",
    "koptelefoon",
    "oordopjes",
    "speaker",
    "toetsenbord",
    "muis",
    "monitor-24",
    "monitor-27",
    "laptopstandaard",
    "router-thuis",
    "router-plus",
    "wifi-versterker",
    "netwerkkabel",
    "tuinslang",
    "heggenschaar",
    "tuinstoel",
    "parasol",
    "barbecue",
    "fietstas",
    "rugzak",
    "paraplu",
];

pub(in crate::world) const ERRORS: [&str; 6] = [
    "payment-declined",
    "payment-timeout",
    "address-invalid",
    "voucher-expired",
    "stock-changed",
    "session-lost",
];
pub(in crate::world) const METHODS: [&str; 6] = ["ideal", "ideal", "ideal", "card", "paylater", "giftcard"];
pub(in crate::world) const DEPOTS: [&str; 10] = [
    "Nieuwegein",
    "Sassenheim",
    "Zwolle",
    "Born",
    "Halfweg",
    "Kolham",
    "Tilburg",
    "Ridderkerk",
    "Elst",
    "Almere",
];
pub(in crate::world) const WHY_BACK: [&str; 6] =
    ["changed-mind", "too-small", "too-large", "not-as-expected", "arrived-late", "double-ordered"];
pub(in crate::world) const OUTAGE_CAUSES: [&str; 5] = [
    "kabelbreuk door graafwerk",
    "stroomuitval in een wijkcentrale",
    "defect onderdeel in de centrale",
    "wateroverlast in een kabelkast",
    "mislukt onderhoud",
];
