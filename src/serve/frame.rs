//! The frame of every page: where one is, where one can go, who one is, in which language and zone. Knows no page's content.

use std::sync::LazyLock;

use axum::http::StatusCode;
use vigie_facts::time::Timestamp;
use vigie_figures::calendar::{Calendar, Moment};

use super::asked::Asked;
use super::kept::{Kept, Told};
use super::people::Role;
use super::reply::Reply;
use super::words::ServeWords;
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Page, p};
use crate::report::html::{STYLE, sections::basis};
use crate::report::words::Language;

/// The whole look: that of reports, and what only these pages have.
static SHEET: LazyLock<String> = LazyLock::new(|| format!("{STYLE}\n{}", include_str!("serve.css")));

/// The only script.
const SCRIPT: &str = include_str!("live.js");

/// Addresses of sheet and script change with what stands in them, so browsers may keep them.
static SHEET_ADDRESS: LazyLock<String> = LazyLock::new(|| format!("/style.css?{}", short_digest(&SHEET)));
static SCRIPT_ADDRESS: LazyLock<String> = LazyLock::new(|| format!("/live.js?{}", short_digest(SCRIPT)));

fn short_digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

/// The page of definitions of units.
pub(super) const UNITS: &str = "/units";

/// Pages one can go to: address and name.
type Entry = (&'static str, fn(&ServeWords) -> &'static str);

/// In the order of the menu: what one looks at first comes first.
const MENU: &[Entry] = &[
    ("/", |own| own.now),
    ("/incidents", |own| own.incidents),
    ("/clusters", |own| own.clusters),
    ("/sources", |own| own.sources),
    ("/accounts", |own| own.accounts),
    ("/coverage", |own| own.coverage),
    ("/measures", |own| own.measures),
    ("/claims", |own| own.claims),
    ("/search", |own| own.search),
    ("/units", |own| own.units),
];

/// The style sheet.
pub(super) fn style(_: &Asked) -> Reply {
    Reply::constant("text/css; charset=utf-8", SHEET.as_str())
}

/// The script.
pub(super) fn script(_: &Asked) -> Reply {
    Reply::constant("text/javascript; charset=utf-8", SCRIPT)
}

/// A page in the making.
pub(super) struct Sheet<'a> {
    pub(super) asked: &'a Asked,
    pub(super) own: &'static ServeWords,
    /// Parts of reports, and what they have cited so far.
    pub(super) page: Page<'a>,
    calendar: Calendar,
    kept: &'a Kept,
}

impl<'a> Sheet<'a> {
    /// A page over what a case answered.
    pub(super) fn new(asked: &'a Asked, kept: &'a Kept, told: &'a Told) -> Sheet<'a> {
        let page = Page::in_language(&told.answer, asked.language).with_units_at(UNITS);
        let zone = jiff::tz::TimeZone::get(&told.answer.settings.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        Sheet { asked, own: asked.own(), page, calendar: Calendar::new(zone), kept }
    }

    /// An instant on the clock of the zone.
    pub(super) fn moment(&self, time: Timestamp) -> Moment {
        self.calendar.moment(time)
    }

    /// When the case was saved.
    pub(super) fn saved_at(&self) -> Option<Timestamp> {
        self.kept.saved_at
    }

    /// An instant as people write it.
    pub(super) fn written(&self, time: Timestamp) -> String {
        self.page.words.moment(self.moment(time))
    }

    /// The finished page. Lines that were cited stand at its end. A page that is `live` shows changes by itself.
    pub(super) fn finish(mut self, title: &str, mut main: Vec<Element>, live: bool) -> Reply {
        if !self.page.lines().is_empty() {
            main.push(basis::lines(&mut self.page));
        }
        let saved = self.kept.saved_at.map_or_else(|| self.own.never.to_owned(), |time| self.written(time));
        let zone = &self.page.answer.settings.time_zone;
        let saved = format!("{} {saved} ({} {zone})", self.own.saved, self.page.own.zone);
        let mut status = vec![el("p").class("period").id("saved").text(saved)];
        if self.asked.site.trouble().is_some() {
            status.push(p(self.own.unreadable).class("alarm"));
        }
        let zone = zone.clone();
        written(self.asked, StatusCode::OK, title, Some(&zone), status, main, live)
    }
}

/// A page of one line: nothing of a case is in it.
pub(super) fn message(asked: &Asked, status: StatusCode, text: &'static str) -> Reply {
    let back = el("p").with(el("a").attribute("href", "/").text(asked.own().back));
    written(asked, status, asked.own().problem, None, Vec::new(), vec![p(text), back], false)
}

/// What stands where nothing is.
pub(super) fn nowhere(asked: &Asked) -> Reply {
    message(asked, StatusCode::NOT_FOUND, asked.own().nowhere)
}

/// The case and its answers, or the page that says that they are not there yet.
pub(super) fn told(asked: &Asked) -> Result<(std::sync::Arc<Kept>, std::sync::Arc<Told>), Reply> {
    let Some(kept) = asked.site.kept() else {
        return Err(message(asked, StatusCode::SERVICE_UNAVAILABLE, asked.own().reading).retry_after(5));
    };
    let told = kept.told(asked.zone.as_deref());
    Ok((kept, told))
}

/// A whole page.
pub(super) fn written(
    asked: &Asked,
    status: StatusCode,
    title: &str,
    zone: Option<&str>,
    beside_title: Vec<Element>,
    main: Vec<Element>,
    live: bool,
) -> Reply {
    let own = asked.own();
    let top = el("header")
        .class("top")
        .with(el("div").class("bar-of-page").with(brand()).with(who(asked)))
        .with(el("h1").text(title))
        .with_all(beside_title);
    let mut body = el("body").with(el("a").class("skip").attribute("href", "#main").text(own.skip)).with(top);
    if asked.who.is_some() {
        body = body.with(menu(asked));
    }
    body = body.with(el("main").id("main").attribute("tabindex", "-1").with_all(main));
    if asked.who.is_some() {
        body = body.with(foot(asked, zone));
    }
    if live {
        body = body
            .attribute("data-live", "/changes")
            .attribute("data-updated", own.updated)
            .attribute("data-lost", own.lost)
            .attribute("data-ended", own.ended);
    }
    let html = el("html").attribute("lang", asked.language.code()).with(head(title, live)).with(body);
    Reply::page(status, format!("<!doctype html>{html}\n"))
}

fn head(title: &str, live: bool) -> Element {
    let meta =
        |name: &'static str, content: &'static str| el("meta").attribute("name", name).attribute("content", content);
    let head = el("head")
        .with(el("meta").attribute("charset", "utf-8"))
        .with(meta("viewport", "width=device-width, initial-scale=1"))
        .with(meta("color-scheme", "light dark"))
        .with(el("link").attribute("rel", "icon").attribute("href", "data:,"))
        .with(el("link").attribute("rel", "stylesheet").attribute("href", SHEET_ADDRESS.as_str()))
        .with(el("title").text(format!("{title} – Vigie")));
    if live { head.with(el("script").attribute("src", SCRIPT_ADDRESS.as_str()).attribute("defer", "")) } else { head }
}

fn brand() -> Element {
    el("p").class("brand").with(el("strong").text("Vigie"))
}

/// Who one is, the way out, and the other language.
fn who(asked: &Asked) -> Element {
    let own = asked.own();
    let other = match asked.language {
        Language::English => Language::French,
        Language::French => Language::English,
    };
    let to_other = el("a")
        .attribute("href", format!("{}?lang={}", asked.path, other.code()))
        .attribute("hreflang", other.code())
        .attribute("lang", other.code())
        .text(own.language);
    let group = el("div").class("who");
    let Some(who) = &asked.who else { return group.with(to_other) };
    let name = el("span").text(format!("{} ({})", who.name, role(own, who.role)));
    let out = form(asked, "/sign-out").with(button(own.sign_out));
    group.with(name).with(to_other).with(out)
}

/// The name of a role.
pub(super) fn role(own: &ServeWords, role: Role) -> &'static str {
    match role {
        Role::Reader => own.role_reader,
        Role::Analyst => own.role_analyst,
        Role::Decider => own.role_decider,
    }
}

/// A form of the session, with its word.
pub(super) fn form(asked: &Asked, action: &'static str) -> Element {
    let word = asked.session.as_deref().map(|cookie| asked.site.sessions.form_word(cookie)).unwrap_or_default();
    form_with(action, word)
}

/// A form with a word.
pub(super) fn form_with(action: &'static str, word: String) -> Element {
    el("form")
        .attribute("method", "post")
        .attribute("action", action)
        .with(el("input").attribute("type", "hidden").attribute("name", "word").attribute("value", word))
}

/// A button that sends its form.
pub(super) fn button(text: &'static str) -> Element {
    el("button").attribute("type", "submit").text(text)
}

fn menu(asked: &Asked) -> Element {
    let own = asked.own();
    let links = MENU.iter().map(|(address, name)| {
        let link = el("a").attribute("href", *address).text(name(own));
        let here = *address == asked.path || *address != "/" && asked.path.starts_with(&format!("{address}/"));
        el("li").with(if here { link.attribute("aria-current", "page") } else { link })
    });
    let list = el("ol").with_all(links);
    el("nav").class("contents menu").attribute("aria-label", own.pages).with(list)
}

/// The zone of days and times, to be chosen.
fn foot(asked: &Asked, zone: Option<&str>) -> Element {
    let own = asked.own();
    let foot = el("footer").class("end");
    let state = el("p").id("live").attribute("aria-live", "polite");
    let Some(zone) = zone else { return foot.with(state) };
    let field = el("input")
        .id("zone")
        .attribute("name", "zone")
        .attribute("value", zone.to_owned())
        .attribute("maxlength", "48")
        .attribute("autocomplete", "off")
        .attribute("spellcheck", "false");
    let form = el("form")
        .class("line")
        .attribute("method", "get")
        .attribute("action", asked.path.clone())
        .with(el("label").attribute("for", "zone").text(own.zone))
        .text(" ")
        .with(field)
        .text(" ")
        .with(button(own.zone_set));
    foot.with(state).with(form)
}
