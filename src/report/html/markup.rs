//! Elements of a page as a tree. Text enters only through [`Element::text`] and attribute values only through
//! [`Element::attribute`], and both are escaped when the tree is written: there is no way to put markup in by a string.
//! Knows nothing of reports.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use crate::report::escape;

/// An element with its attributes and children.
#[derive(Clone, Debug)]
pub(super) struct Element {
    tag: &'static str,
    attributes: Vec<(&'static str, Cow<'static, str>)>,
    children: Vec<Node>,
}

/// What stands inside an element.
#[derive(Clone, Debug)]
enum Node {
    Text(String),
    Element(Element),
    /// The style sheet: CSS has no entities, so it is written as it is. Only constants of this program.
    Style(&'static str),
}

/// An empty element.
pub(super) fn el(tag: &'static str) -> Element {
    Element { tag, attributes: Vec::new(), children: Vec::new() }
}

/// The style element with a constant sheet.
pub(super) fn style(sheet: &'static str) -> Element {
    Element { tag: "style", attributes: Vec::new(), children: vec![Node::Style(sheet)] }
}

impl Element {
    /// Sets an attribute.
    pub(super) fn attribute(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Element {
        self.attributes.push((name, value.into()));
        self
    }

    /// Sets the class.
    pub(super) fn class(self, value: &'static str) -> Element {
        self.attribute("class", value)
    }

    /// Sets the id.
    pub(super) fn id(self, value: impl Into<Cow<'static, str>>) -> Element {
        self.attribute("id", value)
    }

    /// Adds text.
    pub(super) fn text(mut self, text: impl Into<String>) -> Element {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// Adds a child.
    pub(super) fn with(mut self, child: Element) -> Element {
        self.children.push(Node::Element(child));
        self
    }

    /// Adds children.
    pub(super) fn with_all(mut self, children: impl IntoIterator<Item = Element>) -> Element {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// Adds children with a text between them.
    pub(super) fn joined(mut self, between: &str, children: impl IntoIterator<Item = Element>) -> Element {
        for (index, child) in children.into_iter().enumerate() {
            if index > 0 {
                self.children.push(Node::Text(between.to_owned()));
            }
            self.children.push(Node::Element(child));
        }
        self
    }

    /// Whether nothing was put inside.
    pub(super) fn is_empty(&self) -> bool {
        self.children.is_empty()
    }
}

/// Elements that HTML closes by itself.
const VOID: &[&str] = &["meta", "link", "br", "hr", "wbr"];
/// Elements that start a line of their own in the written page, so that a person can read and compare its source.
const OWN_LINE: &[&str] = &[
    "html",
    "head",
    "meta",
    "link",
    "title",
    "style",
    "body",
    "header",
    "nav",
    "main",
    "section",
    "article",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "figure",
    "figcaption",
    "svg",
    "details",
    "div",
];

impl Display for Element {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if OWN_LINE.contains(&self.tag) {
            f.write_str("\n")?;
        }
        write!(f, "<{}", self.tag)?;
        for (name, value) in &self.attributes {
            write!(f, " {name}=\"{}\"", escape::Html(value))?;
        }
        f.write_str(">")?;
        if VOID.contains(&self.tag) {
            return Ok(());
        }
        for child in &self.children {
            match child {
                Node::Text(text) => write!(f, "{}", escape::Html(text))?,
                Node::Element(element) => element.fmt(f)?,
                Node::Style(sheet) => f.write_str(sheet)?,
            }
        }
        write!(f, "</{}>", self.tag)
    }
}
