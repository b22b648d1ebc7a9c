//! Ordinary requests in French, Spanish and English, from a seed: what honest people and programs send that resembles an attack. They
//! are written from knowledge of sites, not of rules; nothing of a real log is in them. Not a picture of how often each occurs: odd
//! ones are far more frequent here than in life, so that rates of false alarms found on them are on the high side.

use std::collections::BTreeSet;

use vigie_simulate::random::Random;

/// Lines that are made, all distinct.
pub(crate) const LINES: usize = 120_000;

const SEED: u64 = 2017;

/// The first `count` distinct lines.
pub(crate) fn lines(count: usize) -> impl Iterator<Item = String> {
    let mut random = Random::new(SEED, "ordinary-requests");
    let mut seen = BTreeSet::new();
    std::iter::repeat_with(move || {
        let maker = MAKERS[random.below(MAKERS.len() as u64) as usize];
        let target = maker(&mut random);
        line(&target, &mut random)
    })
    .filter(move |line| {
        let request = line.split_once('"').map_or("", |(_, rest)| rest);
        seen.insert(request.to_owned())
    })
    .take(count)
}

/// Makes a target.
type Maker = fn(&mut Random) -> String;

const MAKERS: &[Maker] = &[
    search,
    search,
    search,
    shop,
    blog,
    download,
    open_data,
    graph_query,
    json_filter,
    token,
    redirect,
    wordpress,
    nextcloud,
    matrix,
    campaign,
    forum,
    assets,
    maps,
    mail,
    calendar,
    library,
    repository,
];

fn line(target: &str, random: &mut Random) -> String {
    let agent = pick(AGENTS, random);
    let referrer = match random.below(8) {
        0 => format!("https://www.google.fr/search?q={}", escape(&phrase(random))),
        1 => format!("https://duckduckgo.com/?q={}&ia=web", escape(&phrase(random))),
        2 => format!("https://www.example.org{}", search(random)),
        3 => "android-app://com.google.android.googlequicksearchbox/".to_owned(),
        4 => "https://www.example.org/".to_owned(),
        _ => "-".to_owned(),
    };
    let status = pick(&["200", "200", "200", "200", "304", "302", "404", "206", "403"], random);
    let address = format!("203.0.113.{}", random.below(254) + 1);
    let second = random.below(60);
    let bytes = random.below(90_000);
    let method = if random.chance(80) { "POST" } else { "GET" };
    format!(
        "{address} - - [13/Feb/2017:20:00:{second:02} +0000] \"{method} {target} HTTP/1.1\" {status} {bytes} \"{referrer}\" \"{agent}\""
    )
}

fn pick<'a>(list: &[&'a str], random: &mut Random) -> &'a str {
    list[random.below(list.len() as u64) as usize]
}

fn escape(text: &str) -> String {
    super::corpora::escape(text.as_bytes())
}

/// Escapes as `encodeURIComponent` does, which leaves more signs alone.
fn escape_component(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'!' | b'\'' | b'(' | b')' | b'*' => {
                out.push(char::from(byte));
            }
            _ => out.extend(["%".to_owned(), format!("{byte:02X}")]),
        }
    }
    out
}

fn words(random: &mut Random) -> String {
    let list = [FRENCH, SPANISH, ENGLISH][random.below(3) as usize];
    let count = random.between(1, 4);
    (0..count).map(|_| pick(list, random)).collect::<Vec<_>>().join(" ")
}

/// What a person types into a search box.
fn phrase(random: &mut Random) -> String {
    match random.below(9) {
        0 => format!("{} {}", pick(PHRASES, random), words(random)),
        1 => format!("{} \"{}\"", words(random), pick(PHRASES, random)),
        2 => format!("{} & {}", pick(ENGLISH, random), pick(FRENCH, random)),
        3 => format!("{} ({})", pick(PHRASES, random), 1900 + random.below(120)),
        4 => format!("{} < {} €", words(random), random.below(900)),
        5 => format!("{} {},{:02} €", words(random), random.below(900), random.below(100)),
        6 => format!("{} - {}", pick(PHRASES, random), words(random)),
        7 => format!("{} {}", pick(QUESTIONS_ON_CODE, random), random.below(40)),
        _ => format!("{}, {}", words(random), pick(PHRASES, random)),
    }
}

fn search(random: &mut Random) -> String {
    let path = pick(
        &["/search", "/recherche", "/buscar", "/", "/catalogue", "/fr/recherche.html", "/index.php", "/actualites"],
        random,
    );
    let name = pick(
        &[
            "q",
            "s",
            "query",
            "search",
            "recherche",
            "term",
            "keywords",
            "mot",
            "buscar",
            "text",
            "nom",
            "titre",
            "value",
        ],
        random,
    );
    let text = phrase(random);
    let text = if random.chance(500) { escape(&text) } else { escape_component(&text) };
    let page = random.below(30);
    format!("{path}?{name}={text}&page={page}")
}

fn shop(random: &mut Random) -> String {
    let price = random.below(500);
    match random.below(4) {
        0 => format!(
            "/boutique/{}?prix={price}-{}&tri=prix_asc&couleur[]={}",
            slug(random),
            price + 50,
            escape(pick(FRENCH, random))
        ),
        1 => format!("/shop?filter[price][lt]={price}&filter[brand]={}&sort=-created_at", escape(pick(NAMES, random))),
        2 => format!("/tienda/{}?precio_min={price}&precio_max={}&orden=desc", slug(random), price * 2),
        _ => format!(
            "/cart/add?id={}&qty={}&opts={}",
            random.below(9_999),
            random.below(9),
            escape(&format!("size:{};color:{}", price % 50, pick(ENGLISH, random)))
        ),
    }
}

fn slug(random: &mut Random) -> String {
    escape(&words(random).replace([' ', '\'', ',', '¿', '¡', '!'], "-").replace("--", "-"))
}

fn blog(random: &mut Random) -> String {
    let topic = pick(QUESTIONS_ON_CODE, random);
    let year = 2009 + random.below(15);
    match random.below(4) {
        0 => format!(
            "/blog/{year}/{}-{}.html",
            topic.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
            random.below(90)
        ),
        1 => format!(
            "/questions/{}/{}",
            random.below(9_999_999),
            topic.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-")
        ),
        2 => format!("/wiki/{}?action=raw&oldid={}", escape_component(topic), random.below(99_999)),
        _ => format!("/blog/?s={}&year={year}&n={}", escape(topic), random.below(99)),
    }
}

fn download(random: &mut Random) -> String {
    let file = escape(pick(FILES, random));
    let version = format!("{}.{}.{}", random.below(9), random.below(20), random.below(30));
    match random.below(3) {
        0 => format!("/downloads/{version}/{file}"),
        1 => format!("/docs/{version}/examples/{file}?download=1"),
        _ => format!("/files/{}/{file}?v={version}", slug(random)),
    }
}

fn open_data(random: &mut Random) -> String {
    let name = pick(NAMES, random).replace('\'', "''");
    let n = random.below(5_000);
    let query = match random.below(4) {
        0 => format!("$filter=Price gt {n} and startswith(Name,'{name}')&$top={}", random.below(100)),
        1 => format!("$select=Id,Name,Address/City&$expand=Orders($filter=Amount le {n})&$orderby=Name desc"),
        2 => format!("$filter=contains(tolower(Title),'{name}') or Year eq {n}&$count=true"),
        _ => format!("$apply=groupby((Category),aggregate(Amount with sum as Total))&$skip={n}"),
    };
    let query = if random.chance(500) {
        escape_component(&query).replace("%26", "&").replace("%3D", "=").replace("%24", "$")
    } else {
        query.replace(' ', "%20")
    };
    format!("/odata/v4/Products?{query}")
}

fn graph_query(random: &mut Random) -> String {
    let n = random.below(9_999);
    let query = match random.below(3) {
        0 => format!(
            "query {{ article(id: {n}) {{ title author {{ name }} comments(first: 10) {{ edges {{ node {{ text }} }} }} }} }}"
        ),
        1 => format!("query Produits($n: Int = {n}) {{ produits(first: $n) {{ nodes {{ id nom prix }} }} }}"),
        _ => format!("{{ user(login: \"{}\") {{ id, posts(limit: {n}) {{ slug }} }} }}", pick(ENGLISH, random)),
    };
    let extensions = format!("{{\"persistedQuery\":{{\"version\":1,\"sha256Hash\":\"{}\"}}}}", hexadecimal(64, random));
    match random.below(2) {
        0 => format!("/graphql?query={}", escape_component(&query)),
        _ => format!(
            "/graphql?operationName=Liste&variables=%7B%22n%22%3A{n}%7D&extensions={}",
            escape_component(&extensions)
        ),
    }
}

fn json_filter(random: &mut Random) -> String {
    let n = random.below(9_999);
    let text = match random.below(4) {
        0 => format!(
            "{{\"where\":{{\"price\":{{\"lt\":{n}}},\"or\":[{{\"name\":\"{}\"}}]}},\"limit\":20}}",
            pick(NAMES, random)
        ),
        1 => format!(
            "[{{\"field\":\"created\",\"op\":\">=\",\"value\":\"2016-{:02}-01\"}},{{\"field\":\"id\",\"op\":\"!=\",\"value\":{n}}}]",
            1 + n % 12
        ),
        2 => format!("{{\"bbox\":[{}.5,4{}.1,2.3,48.9],\"zoom\":{}}}", n % 9, n % 10, n % 18),
        _ => format!(
            "{{\"query\":{{\"match\":{{\"title\":\"{}\"}}}},\"from\":{n}}}",
            phrase(random).replace('"', "\\\"")
        ),
    };
    format!(
        "/api/items?{}={}",
        pick(&["filter", "filters", "q", "state", "params", "options"], random),
        escape_component(&text)
    )
}

fn token(random: &mut Random) -> String {
    let long = base64(40 + random.below(400) as usize, random);
    match random.below(6) {
        0 => format!(
            "/auth/callback?code={}&state={}&session_state={}",
            base64(48, random),
            base64(22, random),
            hexadecimal(32, random)
        ),
        1 => format!(
            "/verify?token=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{}.{}",
            long.trim_end_matches('='),
            base64(43, random)
        ),
        2 => format!("/unsubscribe?d={}", escape(&format!("{long}=="))),
        3 => format!(
            "/saml/sso?SAMLRequest={}&RelayState={}",
            escape(&base64(300, random)),
            escape("https://intranet.example.org/accueil")
        ),
        4 => format!(
            "/images/{}.jpg?Expires=1{}&Signature={}&Key-Pair-Id=APKA{}",
            slug(random),
            random.below(999_999_999),
            long,
            random.below(99_999_999)
        ),
        _ => format!("/t/{}/{}", hexadecimal(24, random), base64(64, random).replace(['+', '/'], "_")),
    }
}

fn base64(length: usize, random: &mut Random) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..length).map(|_| char::from(SIGNS[random.below(64) as usize])).collect()
}

fn hexadecimal(length: usize, random: &mut Random) -> String {
    (0..length).map(|_| char::from(b"0123456789abcdef"[random.below(16) as usize])).collect()
}

fn redirect(random: &mut Random) -> String {
    let site = pick(
        &[
            "https://www.example.org",
            "https://blog.example.com",
            "http://shop.example.net:8080",
            "https://fr.wikipedia.org",
            "https://intranet.example.org",
        ],
        random,
    );
    let to = format!(
        "{site}/{}?id={}&utm_source={}#{}",
        slug(random),
        random.below(9_999),
        pick(ENGLISH, random),
        pick(FRENCH, random).replace('\'', "")
    );
    let name = pick(
        &[
            "url",
            "redirect",
            "redirect_uri",
            "return",
            "returnTo",
            "next",
            "continue",
            "target",
            "u",
            "link",
            "service",
            "dest",
            "ref",
        ],
        random,
    );
    let path = pick(
        &[
            "/login",
            "/out",
            "/share",
            "/oembed",
            "/sso/logout",
            "/away.php",
            "/accounts/login/",
            "/cas/login",
            "/l.php",
        ],
        random,
    );
    if random.chance(700) {
        format!("{path}?{name}={}", escape_component(&to))
    } else {
        format!("{path}?{name}={}", to.replace('#', "%23").replace('&', "%26"))
    }
}

fn wordpress(random: &mut Random) -> String {
    let n = random.below(99_999);
    match random.below(10) {
        0 => format!(
            "/wp-admin/load-styles.php?c=1&dir=ltr&load%5Bchunk_0%5D=dashicons,admin-bar,common,forms,admin-menu&ver=4.7.{n}"
        ),
        1 => format!("/wp-admin/post.php?post={n}&action=edit"),
        2 => format!("/wp-content/plugins/contact-form-7/includes/js/scripts.js?ver=4.{n}"),
        3 => format!("/wp-json/wp/v2/posts?per_page=10&search={}&_fields=id,title&page={n}", escape(&phrase(random))),
        4 => format!("/wp-content/uploads/2016/{:02}/{}-{}x300.jpg", 1 + n % 12, slug(random), n),
        5 => format!("/wp-includes/js/jquery/jquery.js?ver=1.12.{n}"),
        6 => {
            format!("/wp-admin/admin-ajax.php?action=heartbeat&_nonce={}&screen_id=post&n={n}", hexadecimal(10, random))
        }
        7 => format!("/wp-cron.php?doing_wp_cron=1487016000.{n}"),
        8 => format!("/?attachment_id={n}&preview=true&preview_nonce={}", hexadecimal(10, random)),
        _ => format!("/wp-json/contact-form-7/v1/contact-forms/{n}/feedback"),
    }
}

fn nextcloud(random: &mut Random) -> String {
    let n = random.below(99_999);
    match random.below(7) {
        0 => format!(
            "/remote.php/dav/files/marie/Documents/{}",
            escape_component(&format!("{} ({}).odt", pick(PHRASES, random), n)).replace("%2F", "/")
        ),
        1 => format!("/ocs/v2.php/apps/notifications/api/v2/notifications?format=json&n={n}"),
        2 => format!(
            "/index.php/core/preview.png?file={}&x=32&y=32&c={}",
            escape_component(&format!("/Photos/{}/IMG_{n}.JPG", pick(FRENCH, random))),
            hexadecimal(32, random)
        ),
        3 => format!("/index.php/apps/files/?dir=/{}&fileid={n}", escape_component(pick(PHRASES, random))),
        4 => format!(
            "/s/{}/download?path=%2F{}&files={}.pdf",
            base64(15, random).replace(['+', '/'], "x"),
            pick(ENGLISH, random),
            slug(random)
        ),
        5 => format!("/remote.php/webdav/.ocdata?x={n}"),
        _ => format!(
            "/index.php/apps/calendar/v1/proxy?url={}",
            escape_component(&format!("https://calendar.example.org/ical/{n}/basic.ics"))
        ),
    }
}

fn matrix(random: &mut Random) -> String {
    let n = random.below(999_999);
    match random.below(4) {
        0 => format!("/_matrix/client/r0/sync?filter=0&timeout=30000&since=s{n}_{}_0_1", random.below(99_999)),
        1 => format!(
            "/_matrix/client/r0/rooms/%21{}%3Aexample.org/messages?from=t{n}&dir=b&limit=20&filter=%7B%22lazy_load_members%22%3Atrue%7D",
            base64(18, random).replace(['+', '/'], "Q")
        ),
        2 => format!(
            "/_matrix/client/r0/rooms/!{}:example.org/send/m.room.message/m{n}.{}",
            hexadecimal(18, random),
            random.below(50)
        ),
        _ => format!(
            "/_matrix/media/r0/thumbnail/example.org/{}?width=40&height=40&method=crop&n={n}",
            base64(24, random).replace(['+', '/'], "z")
        ),
    }
}

fn campaign(random: &mut Random) -> String {
    format!(
        "/{}?utm_source=newsletter&utm_medium=email&utm_campaign={}&utm_content={}&mc_cid={}&fbclid=IwAR{}",
        slug(random),
        escape(&phrase(random)),
        escape(pick(PHRASES, random)),
        hexadecimal(10, random),
        base64(60, random).replace(['+', '/'], "-")
    )
}

fn forum(random: &mut Random) -> String {
    let n = random.below(99_999);
    match random.below(5) {
        0 => format!("/viewtopic.php?f={}&t={n}&sid={}#p{n}", n % 60, hexadecimal(32, random)).replace('#', "%23"),
        1 => format!(
            "/comment/add?message={}&topic={n}",
            escape(&format!("{}\r\n\r\n{}", phrase(random), phrase(random)))
        ),
        2 => format!("/memberlist.php?mode=viewprofile&u={n}"),
        3 => format!("/forum/{}/?do=newComment&comment={}", slug(random), escape(&phrase(random))),
        _ => format!(
            "/posting?mode=quote&text={}",
            escape(&format!("[quote=\"{}\"]{}[/quote] <3 {n}", pick(ENGLISH, random), phrase(random)))
        ),
    }
}

fn assets(random: &mut Random) -> String {
    let hash = hexadecimal(20, random);
    match random.below(6) {
        0 => format!("/_next/static/chunks/pages/%5B...slug%5D-{hash}.js"),
        1 => format!("/_next/image?url=%2Fimages%2F{hash}.webp&w=640&q=75"),
        2 => format!("/static/js/main.{hash}.chunk.js.map"),
        3 => format!("/typo3temp/assets/compressed/merged-{hash}.css?{}", random.below(999_999)),
        4 => format!("/media/js/jquery.cookie.min.js,jquery.form.js,drupal.js?o{hash}"),
        _ => format!("/cdn-cgi/image/width=400,quality=75,format=auto/uploads/{hash}.png"),
    }
}

fn maps(random: &mut Random) -> String {
    let (x, y) = (random.below(65_000), random.below(65_000));
    match random.below(3) {
        0 => format!("/tiles/{}/{x}/{y}.png", random.below(19)),
        1 => format!(
            "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&BBOX=4{}.{x},-1.{y},48.9,2.4&CRS=EPSG:4326&LAYERS=routes,rivi%C3%A8res&FORMAT=image/png",
            x % 9
        ),
        _ => format!(
            "/itineraire?de={}&a={}&lat=48.{x}&lon=-1.{y}",
            escape("Rue de l'Église, L'Haÿ-les-Roses"),
            escape("22 rue d'Alésia, Paris 14ᵉ")
        ),
    }
}

fn mail(random: &mut Random) -> String {
    let n = random.below(99_999);
    match random.below(4) {
        0 => format!("/roundcube/?_task=mail&_mbox=INBOX.{}&_uid={n}&_action=show", escape(pick(FRENCH, random))),
        1 => format!("/?_task=mail&_action=list&_mbox=INBOX&_refresh=1&_remote=1&_unlock=loading{n}"),
        2 => format!("/SOGo/so/marie/Mail/0/folderINBOX/{n}/view?noframe=1"),
        _ => format!(
            "/contact?name={}&email={}&subject={}",
            escape(pick(NAMES, random)),
            escape(&format!("m.{n}+test@example.org")),
            escape(&phrase(random))
        ),
    }
}

fn calendar(random: &mut Random) -> String {
    let n = random.below(99_999);
    match random.below(3) {
        0 => format!("/agenda/?date_debut=2017-02-{:02}&date_fin=2017-03-01T00%3A00%3A00%2B01%3A00&n={n}", 1 + n % 28),
        1 => format!("/remote.php/dav/calendars/jos%C3%A9/personal/{}.ics", hexadecimal(32, random)),
        _ => format!("/events/{}?time=20%3A{:02}&tz=Europe%2FParis&n={n}", slug(random), n % 60),
    }
}

fn library(random: &mut Random) -> String {
    let n = random.below(9_999_999);
    match random.below(4) {
        0 => format!("/opac/?index=ti%2Cwrdl&q={}&limit=mc-itype%3ALIV&offset={n}", escape(&phrase(random))),
        1 => format!(
            "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=user-{}&from=2016-01-01&n={n}",
            pick(ENGLISH, random)
        ),
        2 => format!("/ark:/12148/bpt6k{n}/f{}.item.r={}", random.below(400), escape(pick(PHRASES, random))),
        _ => format!(
            "/sru?operation=searchRetrieve&version=1.2&query={}",
            escape(&format!("(bib.author all \"{}\") and (bib.date > {})", pick(NAMES, random), 1800 + n % 200))
        ),
    }
}

fn repository(random: &mut Random) -> String {
    let n = random.below(99_999);
    match random.below(6) {
        0 => format!("/marie/projet.git/info/refs?service=git-upload-pack&n={n}"),
        1 => format!("/marie/projet/blob/main/{}?ref={}#L{n}", escape(pick(FILES, random)), hexadecimal(7, random))
            .replace('#', "%23"),
        2 => format!("/marie/projet/compare/v1.{n}...v2.{}", n + 1),
        3 => format!(
            "/marie/projet/issues?q={}",
            escape(&format!("is:issue is:open label:\"help wanted\" {}", phrase(random)))
        ),
        4 => format!("/api/v4/projects/marie%2Fprojet/repository/files/src%2Fmain%2Ejs/raw?ref=feature%2F{n}"),
        _ => format!("/projects/{}/downloads/{}", slug(random), escape(pick(FILES, random))),
    }
}

const FRENCH: &[&str] = &[
    "l'union",
    "aujourd'hui",
    "ou",
    "à",
    "où",
    "l'été",
    "d'or",
    "l'ordre",
    "qu'il",
    "jeu",
    "s'il",
    "maison",
    "forêt",
    "vélo",
    "pêche",
    "Noël",
    "cœur",
    "select",
    "and",
    "table",
    "création",
    "société",
    "prix",
    "soldes",
    "santé",
    "école",
    "c'est",
    "n'importe",
    "presqu'île",
    "château",
    "recette",
    "drop",
    "système",
    "exécution",
    "fonction",
    "sélection",
    "insertion",
    "mise-à-jour",
    "groupe",
    "commande",
    "script",
    "alerte",
    "racine",
    "mot-de-passe",
    "prud'hommes",
    "grand-mère",
    "l'hôtel",
    "d'Azur",
    "l'an",
    "jusqu'au",
    "entr'acte",
    "administration",
    "connexion",
];
const SPANISH: &[&str] = &[
    "unión",
    "selección",
    "o",
    "y",
    "niño",
    "mañana",
    "¿cuál",
    "jamón",
    "d'Artagnan",
    "año",
    "tabla",
    "grupo",
    "función",
    "precio",
    "envío",
    "contraseña",
    "cámara",
    "ñandú",
    "corazón",
    "L'Hospitalet",
    "según",
    "música",
    "¡hola!",
    "teléfono",
    "dirección",
    "usuario",
    "administración",
];
const ENGLISH: &[&str] = &[
    "union",
    "select",
    "order",
    "by",
    "or",
    "and",
    "drop",
    "table",
    "insert",
    "into",
    "update",
    "set",
    "delete",
    "from",
    "where",
    "like",
    "group",
    "having",
    "exec",
    "script",
    "alert",
    "system",
    "sleep",
    "cat",
    "id",
    "echo",
    "ping",
    "shell",
    "admin",
    "root",
    "password",
    "null",
    "true",
    "rock'n'roll",
    "it's",
    "don't",
    "O'Brien",
    "children's",
    "who",
    "host",
    "sort",
    "find",
    "head",
    "tail",
    "more",
    "less",
    "top",
    "kill",
];
const NAMES: &[&str] = &[
    "O'Reilly",
    "L'Oréal",
    "Jean-François D'Arcy",
    "N'Golo Kanté",
    "D'Angelo",
    "Jérôme & Cie",
    "Müller GmbH",
    "Peña, José",
    "AC/DC",
    "Guns N' Roses",
    "Procter & Gamble",
    "H&M",
    "McDonald's",
    "Levi's 501",
    "C&A",
    "Conan O'Brien",
    "M'Bappé",
    "Tom \"Le Grand\" Durand",
    "P!nk",
    "Ke$ha",
];
const PHRASES: &[&str] = &[
    "l'union fait la force",
    "select committee",
    "credit union",
    "order by phone",
    "1 ou 2 personnes",
    "or et argent",
    "d'ici à demain",
    "qu'est-ce que c'est ?",
    "50% de réduction",
    "100 % coton",
    "drop table lamp",
    "insert coin",
    "update your browser",
    "rock & roll",
    "vous êtes où ?",
    "union select workwear",
    "et si c'était vrai...",
    "prix > 100",
    "a = b",
    "salle n° 5",
    "2 + 2 = 4",
    "c'est-à-dire; enfin",
    "l'homme qui valait 3 milliards",
    "où manger à L'Isle-d'Abeau",
    "\"to be or not to be\"",
    "don't stop",
    "1984; or 1985",
    "¿qué es esto?",
    "¡Viva España!",
    "precio: 15,50 €",
    "mesa para 4 y silla",
    "(nouveau) vélo",
    "[MAJ] horaires",
    "tarif #2",
    "C++ ou C#",
    "AT&T",
    "Q&A",
    "5'10\" homme",
    "24\" monitor",
    "35mm f/1.8",
    "http://www.example.org",
    "marie@example.org",
    "~/Documents",
    "../ parent",
    "50/50",
    "9-11",
    "-- suite --",
    "/* commentaire */",
    "it's 5 o'clock",
    "l'alerte (1) rouge",
    "fonction f(x)",
    "sin(x)/x",
    "if (a) then b",
    "{vide}",
    "$100",
    "US$ 20",
    "100$ ou 90€",
    "!important",
    "*gratuit*",
    "<3 toi",
    "a < b",
    "x > y",
    "100 | 200",
    "noir|blanc",
    "R&B; soul",
    "cat; dog",
    "id; nom",
    "and 1 more",
    "or 1 day",
    "having fun",
    "sleep (film)",
    "benchmark 2016",
    "version()",
    "char 9",
    "waitfor it",
    "cast of friends",
    "null and void",
    "admin' s guide",
    "'quoted'",
    "\"double\"",
    "`accent`",
    "l'ordre du jour -- PV",
    "between 10 and 20",
    "like a virgin",
    "in (or out)",
    "exists or not",
    "case when closed",
    "truncate table top",
    "grant and co",
    "shutdown day",
    "declare war",
    "master of puppets",
    "load data plan",
];
const QUESTIONS_ON_CODE: &[&str] = &[
    "How to use SELECT with UNION in MySQL",
    "python os.system vs subprocess",
    "What does <script> do",
    "document.cookie explained",
    "onclick vs addEventListener",
    "rm -rf node_modules",
    "bash: cat file | grep foo",
    "printf() in C",
    "echo $PATH",
    "Java Runtime exec example",
    "PHP: include and require",
    "eval is evil",
    "SQL injection tutorial",
    "XSS prevention cheat sheet",
    "chmod 755 vs 777",
    "curl -X POST example",
    "wget a whole site",
    "/etc/hosts on Windows",
    "how to edit /etc/fstab",
    "where is php.ini",
    ".htaccess rewrite rules",
    "web.config redirect",
    "{{ mustache }} templates",
    "${variable} in bash",
    "#{ruby} interpolation",
    "jinja2 for loop",
    "Order by two columns",
    "SELECT * FROM t WHERE id=1",
    "INSERT INTO ... ON DUPLICATE KEY",
    "<a href> target blank",
    "<b>bold</b> in html",
    "JSON.parse error",
    "regex ^[a-z]+$",
    "C# Process.Start",
    "System.out.println()",
    "new Date() javascript",
    "alert() not working",
    "setTimeout(function)",
    "var_dump or print_r",
    "base64_decode in PHP",
    "kill -9 process",
    "nc -l 8080",
    "ping -c 4 example.org",
    "ls -la | sort",
    "awk '{print $1}'",
    "sed 's/a/b/g'",
    "git rm --cached .env",
    "docker exec -it",
    "ldap filter (&(objectClass=user))",
    "xpath //div[@id]",
    "mongodb $ne operator",
    "nslookup and dig",
    "powershell script",
    "foreach ($a as $b)",
    "import os in python",
    "T-SQL WAITFOR DELAY",
    "sleep(5) in javascript",
    "CASE WHEN in SQL",
    "try { } catch (e) { }",
];
const FILES: &[&str] = &[
    "nginx.conf",
    "example.conf",
    "server.log",
    "changes.log",
    "install.sh",
    "setup.exe",
    "archive.tar.gz",
    "release.zip",
    "config.sample.php",
    "README.md",
    "data.sql",
    "schema.sql",
    "main.py",
    "index.php.txt",
    "Makefile",
    "app.ini",
    "settings.xml",
    "package.json",
    "styles.css",
    "rapport-annuel.pdf",
    "budget 2016.xlsx",
    "l'affiche.png",
    "plan d'accès.pdf",
    "notes.txt",
    "prog.c",
    "Main.java",
    "build.gradle",
    "podcast.mp3",
    "carte.kml",
    "flux.xml",
];
const AGENTS: &[&str] = &[
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:51.0) Gecko/20100101 Firefox/51.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 10_2 like Mac OS X) AppleWebKit/602.3.12 (KHTML, like Gecko) Version/10.0 Mobile/14C92 Safari/602.1",
    "Mozilla/5.0 (Linux; Android 7.0; SM-G930F Build/NRD90M; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/56.0.2924.87 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/110.0.0.17.69;]",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; SLCC2; .NET CLR 2.0.50727; .NET CLR 3.5.30729; InfoPath.3; {1C4D-88})",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/56.0.2924.87 Safari/537.36",
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers; like FeedFetcher-Google)",
    "UniversalFeedParser/5.2.1 +https://code.google.com/p/feedparser/",
    "Mozilla/5.0 (Nextcloud) mirall/2.3.1 (build 2) (Linux)",
    "DAVdroid/1.4 (2017/02/01; dav4android; okhttp3) Android/7.0",
    "WordPress/4.7.2; https://www.example.org",
    "Wget/1.18 (linux-gnu)",
    "curl/7.52.1",
    "git/2.11.0",
    "python-requests/2.12.4",
    "okhttp/3.5.0",
    "Twitterbot/1.0",
    "Mozilla/5.0 (compatible; AhrefsBot/5.2; +http://ahrefs.com/robot/)",
    "Debian APT-HTTP/1.3 (1.4)",
    "VLC/2.2.4 LibVLC/2.2.4",
    "Mozilla/5.0 (compatible; archive.org_bot +http://www.archive.org/details/archive.org_bot)",
    "Java/1.8.0_121",
    "-",
    "Outlook-iOS/701.1702.0.prod.iphone (2.19.0)",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.7766; Pro)",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_12_3) AppleWebKit/602.4.8 (KHTML, like Gecko) Version/10.0.3 Safari/602.4.8 (Applebot/0.1)",
    "Dalvik/2.1.0 (Linux; U; Android 6.0.1; Moto G (4) Build/MPJ24.139-64)",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/30.3697; U; fr) Presto/2.8.119 Version/11.10",
];

#[cfg(test)]
mod tests {
    #[test]
    fn lines_are_distinct_and_the_same_each_time() {
        let first: Vec<String> = super::lines(2_000).collect();
        assert_eq!(first, super::lines(2_000).collect::<Vec<_>>());
        let targets: std::collections::BTreeSet<_> = first.iter().map(|line| line.split_once('"').unwrap().1).collect();
        assert_eq!(targets.len(), first.len());
    }
}
