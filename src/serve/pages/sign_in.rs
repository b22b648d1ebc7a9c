//! Signing in and out. Failures are counted by client and by account, noted, and take as long as successes.

use std::time::Instant;

use axum::http::StatusCode;
use vigie_facts::source::Source;

use super::super::asked::Asked;
use super::super::audit::Deed;
use super::super::frame;
use super::super::limiter::Limiter;
use super::super::people::Account;
use super::super::random;
use super::super::reply::{Reply, own_address};
use super::super::routes::{Verb, session_cookie};
use super::super::site::FAILURES_WINDOW;
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::p;

/// Name of the cookie that binds the form of somebody who has no session yet.
pub(in crate::serve) const FORM_COOKIE: &str = "vigie-form";

/// A form may stay open for so long before it is sent.
const FORM_SECONDS: u64 = 3_600;

/// The session's cookie is forgotten by the browser after so long, whatever it does.
const COOKIE_SECONDS: u64 = super::super::access::LIFE.as_secs();

/// `GET /sign-in`
pub(in crate::serve) fn page(asked: &Asked) -> Reply {
    if asked.who.is_some() {
        return Reply::see_other("/");
    }
    let to = asked.query.get("to").map_or("/", own_address).to_owned();
    form(asked, StatusCode::OK, None, &to)
}

/// What somebody who is not signed in sees instead of a page: the way back stays known where it was only looked at.
pub(in crate::serve) fn first(asked: &Asked, verb: Verb) -> Reply {
    let to = if verb == Verb::Get { asked.path.as_str() } else { "/" };
    let encoded: String = form_urlencoded::byte_serialize(own_address(to).as_bytes()).collect();
    Reply::see_other(&if to == "/" { "/sign-in".to_owned() } else { format!("/sign-in?to={encoded}") })
}

fn form(asked: &Asked, status: StatusCode, trouble: Option<&'static str>, to: &str) -> Reply {
    let own = asked.own();
    let Ok(cookie) = asked.cookies.get(FORM_COOKIE).cloned().map_or_else(random::word, Ok) else {
        return Reply::problem(StatusCode::INTERNAL_SERVER_ERROR, "no random bytes");
    };
    let mut main: Vec<Element> = Vec::new();
    if let Some(trouble) = trouble {
        main.push(p(trouble).class("alarm").attribute("role", "alert"));
    }
    let field = |id: &'static str, label: &'static str, kind: &'static str, complete: &'static str| {
        let input = el("input").id(id).attribute("name", id).attribute("type", kind).attribute("required", "");
        let input = input.attribute("autocomplete", complete).attribute("maxlength", "1024");
        el("p").class("field").with(el("label").attribute("for", id).text(label)).with(input)
    };
    let form = frame::form_with("/sign-in", asked.site.sessions.form_word(&cookie))
        .class("stack")
        .with(el("input").attribute("type", "hidden").attribute("name", "to").attribute("value", to.to_owned()))
        .with(field("name", own.name, "text", "username"))
        .with(field("password", own.password, "password", "current-password"))
        .with(el("p").with(frame::button(own.sign_in)));
    main.push(form);
    let nobody = asked.site.accounts().is_ok_and(|accounts| accounts.accounts.is_empty());
    if nobody {
        let state = asked.site.options.state.display();
        main.push(p(own.nobody));
        main.push(el("pre").text(format!("vigie serve account add NAME --role decider --state {state}")));
    } else {
        main.push(p(own.sign_in_first).class("note"));
    }
    let reply = frame::written(asked, status, own.sign_in, None, Vec::new(), main, false);
    reply.with_cookie(FORM_COOKIE, &cookie, FORM_SECONDS, asked.secure)
}

/// `POST /sign-in`
pub(in crate::serve) fn sign_in(asked: &Asked) -> Reply {
    let (site, own, clock) = (&asked.site, asked.own(), Instant::now());
    let field = |name: &str| asked.form.get(name).unwrap_or_default();
    let (name, password, to) = (field("name"), field("password"), own_address(field("to")));
    let from = asked.client.to_string();
    let client = Source::of(asked.client);
    let known = |limiter: &Limiter<String>| limiter.allows(&name.to_owned(), clock);
    if !site.failures_of_client.allows(&client, clock) || !known(&site.failures_of_account) {
        let _ = site.audit.note(asked.now, Deed::SignInHeldBack, name, &from, "");
        return form(asked, StatusCode::TOO_MANY_REQUESTS, Some(own.sign_in_held_back), to)
            .retry_after(FAILURES_WINDOW.as_secs());
    }
    let Ok(accounts) = site.accounts() else {
        return Reply::problem(StatusCode::INTERNAL_SERVER_ERROR, "the accounts cannot be read");
    };
    let Some(account) = accounts.verified(name, password) else {
        site.failures_of_client.count(client, clock);
        site.failures_of_account.count(name.chars().take(64).collect(), clock);
        let _ = site.audit.note(asked.now, Deed::SignInRefused, name, &from, "");
        return form(asked, StatusCode::UNAUTHORIZED, Some(own.sign_in_refused), to);
    };
    signed_in(asked, account, &from, to, clock)
}

fn signed_in(asked: &Asked, account: &Account, from: &str, to: &str, clock: Instant) -> Reply {
    let site = &asked.site;
    // Whoever cannot be noted does not come in.
    let noted = site.audit.note(asked.now, Deed::SignIn, &account.name, from, account.role.id());
    let Ok(word) = noted.and_then(|()| site.sessions.open(account, clock)) else {
        return Reply::problem(StatusCode::INTERNAL_SERVER_ERROR, "the audit cannot be written");
    };
    if let Some(old) = &asked.session {
        site.sessions.close(old);
    }
    Reply::see_other(to).with_cookie(session_cookie(asked.secure), &word, COOKIE_SECONDS, asked.secure).with_cookie(
        FORM_COOKIE,
        "",
        0,
        asked.secure,
    )
}

/// `POST /sign-out`
pub(in crate::serve) fn sign_out(asked: &Asked) -> Reply {
    if let Some(word) = &asked.session {
        asked.site.sessions.close(word);
        let _ = asked.site.audit.note(asked.now, Deed::SignOut, asked.name(), &asked.client.to_string(), "");
    }
    Reply::see_other("/sign-in").with_cookie(session_cookie(asked.secure), "", 0, asked.secure)
}
