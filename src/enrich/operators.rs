//! Whose network is it: crawlers by the networks their operators own or publish, and hosting providers that the public list of
//! data-centre networks lacks. A user agent alone proves nothing: anyone can write `Googlebot` there. Only read when a table
//! is built.
//!
//! Ranges are the operators' own published ones where they publish any (values as of August 2026); they change, and an address
//! that is missing here is merely called hosting or unknown, never hostile for that.

/// A crawler and the networks it works from.
#[derive(Clone, Copy, Debug)]
pub struct Crawler {
    /// The name printed for sources in its networks.
    pub name: &'static str,
    /// What the entry rests on.
    pub basis: Basis,
    /// Where to check it.
    pub note: &'static str,
    /// Networks.
    pub networks: &'static [&'static str],
    /// Autonomous systems, whole.
    pub systems: &'static [u32],
}

/// What an entry rests on, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The operator publishes these ranges.
    Published,
    /// The operator owns the network, and uses it for more than the crawler.
    OwnNetwork,
    /// Seen by many, confirmed by reverse names; the operator publishes no ranges.
    Observed,
}

/// The crawlers. One line a network holder; sorted by name.
pub const CRAWLERS: &[Crawler] = &[
    Crawler {
        name: "AhrefsBot",
        basis: Basis::Published,
        note: "ahrefs.com/robot; the larger ranges only",
        networks: &["51.222.253.0/27", "54.36.148.0/23", "195.154.122.0/23", "195.154.126.0/24"],
        systems: &[],
    },
    Crawler {
        name: "Applebot",
        basis: Basis::OwnNetwork,
        note: "support.apple.com/119829: comes from 17.0.0.0/8, which is Apple's; its offices are in there too",
        networks: &["17.0.0.0/8"],
        systems: &[],
    },
    Crawler {
        name: "Baiduspider",
        basis: Basis::Observed,
        note: "reverse names baiduspider-*.crawl.baidu.com; Baidu publishes no ranges",
        networks: &[
            "116.179.32.0/24",
            "116.179.37.0/24",
            "123.125.71.0/24",
            "180.76.5.0/24",
            "180.76.15.0/24",
            "220.181.108.0/24",
        ],
        systems: &[],
    },
    Crawler {
        name: "Bingbot",
        basis: Basis::Published,
        note: "www.bing.com/toolbox/bingbot.json",
        networks: &[
            "13.66.139.0/24",
            "13.66.144.0/24",
            "13.67.10.16/28",
            "13.69.66.240/28",
            "13.71.172.224/28",
            "20.36.108.32/28",
            "20.43.120.16/28",
            "20.74.197.0/28",
            "20.79.107.240/28",
            "20.125.163.80/28",
            "40.77.139.0/25",
            "40.77.167.0/24",
            "40.77.188.0/22",
            "40.77.202.0/24",
            "40.79.131.208/28",
            "40.79.186.176/28",
            "51.105.67.0/28",
            "52.167.144.0/24",
            "52.231.148.0/28",
            "65.55.210.0/24",
            "139.217.52.0/28",
            "157.55.39.0/24",
            "191.233.204.224/28",
            "199.30.24.0/23",
            "207.46.13.0/24",
        ],
        systems: &[],
    },
    Crawler {
        name: "ClaudeBot",
        basis: Basis::OwnNetwork,
        note: "AS399358 is Anthropic's",
        networks: &[],
        systems: &[399_358],
    },
    Crawler {
        name: "Common Crawl",
        basis: Basis::Published,
        note: "index.commoncrawl.org/ccbot.json",
        networks: &["18.97.9.168/29", "18.97.14.80/29", "18.97.14.88/30", "98.85.178.216/32"],
        systems: &[],
    },
    Crawler {
        name: "DuckDuckBot",
        basis: Basis::Published,
        note: "duckduckgo.com/duckduckbot.json; its long-standing addresses only",
        networks: &[
            "20.185.79.15",
            "20.185.79.47",
            "20.191.45.212",
            "40.76.162.191",
            "40.76.162.208",
            "40.76.162.247",
            "40.76.163.7",
            "40.76.163.23",
            "40.76.173.151",
            "40.88.21.235",
            "52.142.24.149",
            "52.142.26.175",
        ],
        systems: &[],
    },
    Crawler {
        name: "GPTBot",
        basis: Basis::Published,
        note: "openai.com/gptbot.json and its kin; the larger ranges only",
        networks: &[
            "4.227.36.0/25",
            "20.171.206.0/23",
            "51.8.102.0/24",
            "52.230.152.0/24",
            "135.234.64.0/24",
            "172.182.204.0/24",
            "172.182.214.0/23",
        ],
        systems: &[],
    },
    Crawler {
        name: "Googlebot",
        basis: Basis::Published,
        note: "developers.google.com/search/apis/ipranges: googlebot.json and special-crawlers.json, rounded to whole blocks",
        networks: &[
            "66.249.64.0/19",
            "72.14.199.0/24",
            "74.125.148.0/22",
            "74.125.216.0/22",
            "108.177.2.0/24",
            "192.178.5.0/27",
            "192.178.16.0/23",
            "209.85.238.0/24",
            "2001:4860:4801::/48",
        ],
        systems: &[],
    },
    Crawler {
        name: "Internet Archive",
        basis: Basis::OwnNetwork,
        note: "AS7941 is the Internet Archive's",
        networks: &[],
        systems: &[7941],
    },
    Crawler {
        name: "LinkedIn",
        basis: Basis::OwnNetwork,
        note: "AS14413 is LinkedIn's: link previews",
        networks: &[],
        systems: &[14_413],
    },
    Crawler {
        name: "Meta (Facebook)",
        basis: Basis::Published,
        note: "developers.facebook.com: facebookexternalhit comes from the routes of AS32934",
        networks: &[],
        systems: &[32_934],
    },
    Crawler {
        name: "PetalBot",
        basis: Basis::Published,
        note: "webmaster.petalsearch.com: 114.119.128.0 to 114.119.191.255",
        networks: &["114.119.128.0/18"],
        systems: &[],
    },
    Crawler {
        name: "SemrushBot",
        basis: Basis::OwnNetwork,
        note: "AS209366 is Semrush's",
        networks: &[],
        systems: &[209_366],
    },
    Crawler {
        name: "SeznamBot",
        basis: Basis::OwnNetwork,
        note: "AS43037 is Seznam's",
        networks: &[],
        systems: &[43_037],
    },
    Crawler {
        name: "Telegram",
        basis: Basis::OwnNetwork,
        note: "link previews; all five systems are Telegram's",
        networks: &[],
        systems: &[44_907, 59_930, 62_014, 62_041, 211_157],
    },
    Crawler {
        name: "Twitterbot",
        basis: Basis::OwnNetwork,
        note: "AS13414 is X's (Twitter): link previews",
        networks: &[],
        systems: &[13_414],
    },
    Crawler {
        name: "YandexBot",
        basis: Basis::Published,
        note: "yandex.com/ips: every range is in AS13238",
        networks: &[],
        systems: &[13_238],
    },
];

/// Autonomous systems whose business is hosting, which the public list of data-centre networks lacks: number and operator. From
/// the operators' own description of their business.
pub const HOSTING_SYSTEMS: &[(u32, &str)] = &[
    (9_123, "Timeweb"),
    (13_335, "Cloudflare: proxies, workers and WARP"),
    (24_282, "Kagoya Japan"),
    (30_823, "aurologic"),
    (37_963, "Alibaba Cloud, mainland China"),
    (38_365, "Baidu, with its cloud"),
    (47_890, "Unmanaged"),
    (48_090, "Techoff"),
    (50_340, "Selectel"),
    (51_396, "Pfcloud"),
    (54_113, "Fastly"),
    (57_523, "Chang Way"),
    (58_212, "dataforest"),
    (137_718, "Volcano Engine (ByteDance)"),
    (150_436, "BytePlus (ByteDance)"),
    (197_695, "REG.RU"),
    (202_425, "IP Volume"),
    (210_976, "Timeweb"),
    (215_540, "Global Connectivity Solutions"),
    (396_356, "Latitude.sh"),
];

/// Words in an operator's name that say its business is hosting. Whole words only: `Hostinger` is not `host`.
pub const HOSTING_WORDS: &[&str] = &[
    "cloud",
    "clouds",
    "colo",
    "colocation",
    "datacenter",
    "datacenters",
    "datacentre",
    "dedicated",
    "host",
    "hosting",
    "hosts",
    "idc",
    "server",
    "servers",
    "vds",
    "vps",
    "webhosting",
];

/// Whether an operator's name says that its business is hosting.
///
/// ```
/// use vigie::enrich::operators::name_says_hosting;
/// assert!(name_says_hosting("Example Hosting, Inc."));
/// assert!(name_says_hosting("EXAMPLE Data Center Ltd"));
/// assert!(!name_says_hosting("Ghosting Telecom"));
/// ```
pub fn name_says_hosting(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let is_two_words = word == "data" && words.peek().is_some_and(|next| next.starts_with("cent"));
        if is_two_words || HOSTING_WORDS.contains(&word) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_facts::cidr::Cidr;

    #[test]
    fn every_crawler_is_named_once_and_has_well_formed_networks() {
        assert!(CRAWLERS.is_sorted_by(|a, b| a.name < b.name));
        for crawler in CRAWLERS {
            assert!(!crawler.networks.is_empty() || !crawler.systems.is_empty(), "{}", crawler.name);
            assert!(!crawler.note.is_empty(), "{}", crawler.name);
            for network in crawler.networks {
                let parsed = network.parse::<Cidr>();
                assert!(parsed.is_ok_and(|cidr| cidr.first().is_ipv4() || cidr.prefix_len() <= 48), "{network}");
            }
        }
    }

    #[test]
    fn hosting_tables_are_sorted_and_hold_nothing_twice() {
        assert!(HOSTING_SYSTEMS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(HOSTING_WORDS.is_sorted_by(|a, b| a < b));
    }
}
