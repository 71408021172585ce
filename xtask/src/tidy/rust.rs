//! Rust as tokens: what a rule may look for in code without tripping over comments and strings.

use std::str::FromStr;

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};

use super::{Finding, Tree};

/// What the rules want to know of one Rust file.
#[derive(Default)]
pub(super) struct Source {
    /// Attributes by name, `derive` or `allow`, those within `cfg_attr` included, with their lines.
    pub(super) attributes: Vec<(String, usize)>,
    /// Macros that are called, with their lines.
    pub(super) macros: Vec<(String, usize)>,
    /// The contents of string literals, escapes left as written, with their lines.
    pub(super) strings: Vec<(String, usize)>,
    /// Set when the file is no Rust that can be read.
    unreadable: Option<String>,
}

impl Source {
    /// Reads a file's text.
    pub(super) fn read(text: &str) -> Self {
        let mut source = Self::default();
        match TokenStream::from_str(text) {
            Ok(tokens) => source.walk(tokens),
            Err(error) => source.unreadable = Some(error.to_string()),
        }
        source
    }

    fn walk(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (index, token) in tokens.iter().enumerate() {
            let next = tokens.get(index + 1);
            match token {
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    let inner = next.filter(|next| is_mark(next, '!')).map_or(1, |_| 2);
                    if let Some(TokenTree::Group(group)) = tokens.get(index + inner)
                        && group.delimiter() == Delimiter::Bracket
                    {
                        self.attribute(group.stream());
                    }
                }
                TokenTree::Ident(name) => {
                    let called = next.is_some_and(|next| is_mark(next, '!'))
                        && matches!(tokens.get(index + 2), Some(TokenTree::Group(_)));
                    if called {
                        self.macros.push((name.to_string(), name.span().start().line));
                    }
                }
                TokenTree::Literal(literal) => self.strings.extend(string(literal)),
                TokenTree::Group(group) => self.walk(group.stream()),
                TokenTree::Punct(_) => {}
            }
        }
    }

    /// Notes an attribute's name; of `cfg_attr(condition, a, b)` also those of `a` and `b`.
    fn attribute(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter();
        let Some(TokenTree::Ident(name)) = tokens.next() else { return };
        self.attributes.push((name.to_string(), name.span().start().line));
        if name == "cfg_attr"
            && let Some(TokenTree::Group(group)) = tokens.next()
        {
            let parts: Vec<TokenTree> = group.stream().into_iter().collect();
            for part in parts.split(|part| is_mark(part, ',')).skip(1) {
                self.attribute(part.iter().cloned().collect());
            }
        }
    }
}

/// Files that are no Rust, although they are named so: the other rules cannot see into them.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let unreadable = |file: &super::tree::File| {
        let why = file.rust.as_ref()?.unreadable.as_ref()?;
        (!file.is_test_input()).then(|| Finding::new(&file.path, 0, format!("is no Rust: {why}")))
    };
    tree.files.iter().filter_map(unreadable).collect()
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// What stands between the quotes of a string literal of any kind.
fn string(literal: &Literal) -> Option<(String, usize)> {
    let text = literal.to_string();
    let inner = text.trim_start_matches(['b', 'c', 'r']).trim_matches('#');
    let inner = inner.strip_prefix('"')?.strip_suffix('"')?;
    Some((inner.to_owned(), literal.span().start().line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_macros_and_strings_are_found_and_comments_are_not() {
        let source = Source::read(
            "// #[allow(dead_code)] todo!()\n\
             #![warn(missing_docs)]\n\
             #[cfg_attr(test, derive(Debug), allow(unused))]\n\
             fn f() { call!(\"a string\"); let x = r#\"raw\"#; if a != (b) {} }\n",
        );
        let names: Vec<_> = source.attributes.iter().map(|(name, line)| (name.as_str(), *line)).collect();
        assert_eq!(names, [("warn", 2), ("cfg_attr", 3), ("derive", 3), ("allow", 3)]);
        assert_eq!(source.macros, [("call".to_owned(), 4)]);
        assert_eq!(source.strings, [("a string".to_owned(), 4), ("raw".to_owned(), 4)]);
    }

    #[test]
    fn what_is_no_rust_is_said() {
        let tree = Tree::of(&[("crates/domain/src/a.rs", "fn f( {"), ("a/corpus/b.rs", "fn f( {")]);
        assert_eq!(check(&tree).len(), 1);
    }
}
