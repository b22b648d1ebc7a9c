//! What ordinary visitors of a campaign site do: pages, what pages load, searches, referrers, agents. Searches hold words and
//! apostrophes that look like SQL to careless rules: French people search like that.

/// A page: path, bytes of its answer, how often it is read.
pub(super) struct Page {
    pub(super) path: &'static str,
    pub(super) bytes: u64,
    pub(super) weight: u64,
}

const fn page(path: &'static str, bytes: u64, weight: u64) -> Page {
    Page { path, bytes, weight }
}

pub(super) const PAGES: &[Page] = &[
    page("/", 38_214, 300),
    page("/programme/", 52_118, 160),
    page("/programme/education/", 31_877, 40),
    page("/programme/sante-et-hopital/", 30_412, 38),
    page("/programme/emploi-et-pouvoir-d-achat/", 33_902, 52),
    page("/programme/transition-ecologique/", 29_344, 35),
    page("/programme/l-union-europeenne/", 28_012, 22),
    page("/actualites/", 27_665, 80),
    page("/actualites/discours-de-lille/", 24_310, 45),
    page("/actualites/reponse-a-l-editorial-du-monde/", 21_008, 22),
    page("/actualites/communique-select-committee-visit/", 17_220, 6),
    page("/agenda/", 22_817, 70),
    page("/agenda/?mois=2017-03&region=ile-de-france", 19_820, 18),
    page("/agenda/reunion-publique-a-l-hotel-de-ville/", 16_204, 25),
    page("/equipe/", 18_733, 40),
    page("/benevoles/", 15_611, 38),
    page("/benevoles/inscription?etape=1&retour=/agenda/", 14_100, 16),
    page("/don/", 16_422, 60),
    page("/don/merci?ref=2017-02-0042", 9_310, 8),
    page("/contact", 12_744, 20),
    page("/presse/", 14_902, 14),
    page("/mentions-legales", 11_820, 6),
    page("/api/agenda?from=2017-02-01&to=2017-03-01&order=date", 8_422, 20),
    page("/feed/", 18_222, 18),
];

/// What a page loads with it, the first time.
pub(super) const ASSETS: &[Page] = &[
    page("/static/css/site.4f2a91.css", 48_211, 1),
    page("/static/js/site.9b11c0.js", 91_402, 1),
    page("/static/fonts/marianne-regular.woff2", 44_120, 1),
    page("/static/img/logo.svg", 5_204, 1),
    page("/static/img/bandeau-1600.webp", 182_440, 1),
    page("/media/2017/02/discours-lille-1200.jpg", 214_906, 1),
    page("/static/img/picto-don.svg", 1_820, 1),
    page("/favicon.ico", 4_286, 1),
    page("/static/js/compteur.js?v=3", 7_044, 1),
];

/// Searches as the site's own form sends them.
pub(super) const SEARCHES: &[&str] = &[
    "programme+education",
    "l%27%C3%A9cole+primaire",
    "retraite+%C3%A0+60+ans",
    "prix+de+l%27essence",
    "union+des+droites",
    "l%27union+europ%C3%A9enne",
    "select+committee",
    "d%27o%C3%B9+vient+l%27argent+de+la+campagne+%3F",
    "qu%27est-ce+que+le+49.3",
    "1+%2B+1+%3D+2+%28calcul+du+d%C3%A9ficit%29",
    "table+ronde+agriculture",
    "drop+shipping+et+TVA",
    "TVA+%26+imp%C3%B4ts+%3C+20+%25",
    "insert+dans+la+presse",
    "r%C3%A9union+publique+Saint-%C3%89tienne",
    "b%C3%A9n%C3%A9vole+--+inscription",
    "o%27connor+visite",
    "script+de+la+vid%C3%A9o",
    "etc+passe+navigo",
    "order+by+date",
];

pub(super) const REFERRERS: &[&str] = &[
    "-",
    "-",
    "-",
    "https://www.google.fr/",
    "https://www.google.fr/",
    "https://www.google.com/",
    "https://www.bing.com/",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.example.org%2Fprogramme%2F&h=ATP5xQ",
    "https://t.co/Zk81hVh2qL",
    "https://www.youtube.com/",
    "https://duckduckgo.com/",
    "https://actualites.example.net/politique/article-4211.html",
];

/// Added to the first page of visits that come from a campaign of messages.
pub(super) const CAMPAIGN_QUERIES: &[&str] = &[
    "?utm_source=facebook&utm_medium=social&utm_campaign=lille",
    "?utm_source=newsletter&utm_medium=email&utm_campaign=2017-02-13&mc_eid=7f3b21c9aa",
    "?fbclid=IwAR0mXvYQ2pN7k1c3d5e7f9a1b3c5d7e9f0a2b4c6d8e0f2a4b6c8d0e2f4a6b8",
    "?gclid=Cj0KCQiA1sucBhDgARIsAFoytUu6gkZ",
];

/// Links that no longer lead anywhere: ordinary misses.
pub(super) const BROKEN: &[&str] = &[
    "/agenda/2016/12/",
    "/media/2016/affiche.pdf",
    "/static/css/site.3c1d00.css",
    "/apple-touch-icon.png",
    "/apple-touch-icon-precomposed.png",
    "/programme/agriculure/",
    "/actualites/tribune-dans-l-express",
];

pub(super) const AGENTS: &[&str] = &[
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/56.0.2924.87 Safari/537.36",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:51.0) Gecko/20100101 Firefox/51.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_12_3) AppleWebKit/602.4.8 (KHTML, like Gecko) Version/10.0.3 Safari/602.4.8",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 10_2_1 like Mac OS X) AppleWebKit/602.4.6 (KHTML, like Gecko) Version/10.0 Mobile/14D27 Safari/602.1",
    "Mozilla/5.0 (Linux; Android 6.0.1; SM-G920F Build/MMB29K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/56.0.2924.87 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 7.0; SM-G930F Build/NRD90M) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/5.0 Chrome/51.0.2704.106 Mobile Safari/537.36",
    "Mozilla/5.0 (iPad; CPU OS 10_2 like Mac OS X) AppleWebKit/602.3.12 (KHTML, like Gecko) Version/10.0 Mobile/14C92 Safari/602.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0.2704.79 Safari/537.36 Edge/14.14393",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:51.0) Gecko/20100101 Firefox/51.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 10_2 like Mac OS X) AppleWebKit/602.3.12 (KHTML, like Gecko) Mobile/14C92 [FBAN/FBIOS;FBAV/78.0.0.49.69;FBBV/46956364;FBRV/0;FBDV/iPhone8,1]",
];

/// Crawlers: the name that `networks::crawler` knows, and the user agent.
pub(super) const CRAWLERS: &[(&str, &str)] = &[
    ("Googlebot", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    ("bingbot", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"),
    ("YandexBot", "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)"),
];
