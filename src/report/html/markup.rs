//! Elements of a page as a tree. Text enters only through [`Element::text`] and attribute values only through
//! [`Element::attribute`], and both are escaped when the tree is written: there is no way to put markup in by a string.
//! Knows nothing of reports.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use crate::report::escape;

/// An element with its attributes and children.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    tag: &'static str,
    attributes: Vec<(&'static str, Cow<'static, str>)>,
    children: Vec<Node>,
}

/// What stands inside an element.
#[derive(Clone, Debug)]
enum Node {
    Text(String),
    Element(Element),
    /// The style sheet: CSS has no entities, so it is written as it is. Also the end of a line. Only constants of this program.
    Style(&'static str),
}

/// An empty element.
pub(crate) fn el(tag: &'static str) -> Element {
    Element { tag, attributes: Vec::new(), children: Vec::new() }
}

/// The style element with a constant sheet.
pub(crate) fn style(sheet: &'static str) -> Element {
    Element { tag: "style", attributes: Vec::new(), children: vec![Node::Style(sheet)] }
}

impl Element {
    /// Sets an attribute.
    pub(crate) fn attribute(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Element {
        self.attributes.push((name, value.into()));
        self
    }

    /// Sets the class.
    pub(crate) fn class(self, value: &'static str) -> Element {
        self.attribute("class", value)
    }

    /// Sets the id.
    pub(crate) fn id(self, value: impl Into<Cow<'static, str>>) -> Element {
        self.attribute("id", value)
    }

    /// Adds text.
    pub(crate) fn text(mut self, text: impl Into<String>) -> Element {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// Adds text with its line ends, for places that keep them.
    #[cfg(feature = "serve")]
    pub(crate) fn lines(mut self, text: &str) -> Element {
        for (index, line) in text.lines().enumerate() {
            if index > 0 {
                self.children.push(Node::Style("\n"));
            }
            self.children.push(Node::Text(line.to_owned()));
        }
        self
    }

    /// Adds a child.
    pub(crate) fn with(mut self, child: Element) -> Element {
        self.children.push(Node::Element(child));
        self
    }

    /// Adds children.
    pub(crate) fn with_all(mut self, children: impl IntoIterator<Item = Element>) -> Element {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// Adds children with a text between them.
    pub(crate) fn joined(mut self, between: &str, children: impl IntoIterator<Item = Element>) -> Element {
        for (index, child) in children.into_iter().enumerate() {
            if index > 0 {
                self.children.push(Node::Text(between.to_owned()));
            }
            self.children.push(Node::Element(child));
        }
        self
    }

    /// Whether nothing was put inside.
    pub(crate) fn is_empty(&self) -> bool {
        self.children.is_empty()
    }
}

/// Elements that HTML closes by itself.
const VOID: &[&str] = &["meta", "link", "br", "hr", "wbr", "input"];
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
