//! Expressions in their places: what is wrong with one is told where it stands in the file.

use super::super::model::TypeId;
use super::super::read::table::{Item, Word};
use super::Compiler;
use crate::expr::{self, Fault, Program, Wanted};
use crate::value::FieldId;

impl Compiler {
    /// Compiles a text; notes the fields it reads with every type it is about.
    pub(super) fn expression(
        &mut self,
        word: &Word<'_>,
        wanted: Wanted,
        about: &[TypeId],
    ) -> Option<Program> {
        self.expression_reads(word, wanted, about).map(|(program, _)| program)
    }

    /// The same, with the fields it reads.
    pub(super) fn expression_reads(
        &mut self,
        word: &Word<'_>,
        wanted: Wanted,
        about: &[TypeId],
    ) -> Option<(Program, Vec<FieldId>)> {
        match expr::compile(word.text, wanted, about, &mut self.vocabulary) {
            Ok(compiled) => {
                for Fault { offset, message, hint } in compiled.warnings {
                    self.report.warning(word.place_at(offset), message).hint_if(hint);
                }
                self.read(about, &compiled.reads);
                Some((compiled.program, compiled.reads))
            }
            Err(faults) => {
                for Fault { offset, message, hint } in faults {
                    self.report.error(word.place_at(offset), message).hint_if(hint);
                }
                None
            }
        }
    }

    /// Notes that fields are read of those types that declare them.
    pub(super) fn read(&mut self, types: &[TypeId], fields: &[FieldId]) {
        for id in types {
            let kind = &mut self.vocabulary.types[id.index()];
            for field in fields {
                if kind.declared.contains(field) && !kind.reads.contains(field) {
                    kind.reads.push(*field);
                }
            }
        }
    }

    /// The condition of a key `when`.
    pub(super) fn condition(&mut self, item: Option<Item<'_>>, about: &[TypeId]) -> Option<Program> {
        let word = item?.word()?;
        self.expression(&word, Wanted::Condition, about)
    }

    /// A program for a value that the file states outright.
    pub(super) fn constant(&mut self, source: &str, wanted: Wanted) -> Option<Program> {
        expr::compile(source, wanted, &[], &mut self.vocabulary).ok().map(|compiled| compiled.program)
    }
}
