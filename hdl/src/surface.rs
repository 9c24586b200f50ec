//! A block seen from outside.

use rust_hdl::core::atom::Atom;
use rust_hdl::prelude::*;

/// Shows a probe the ports of a block and nothing inside it, which keeps waveforms small.
pub(crate) struct Surface<'a, B: Block>(pub(crate) &'a B);

impl<B: Block> Logic for Surface<'_, B> {
    fn update(&mut self) {}
}

impl<B: Block> Block for Surface<'_, B> {
    fn connect_all(&mut self) {}

    fn update_all(&mut self) {}

    fn has_changed(&self) -> bool {
        self.0.has_changed()
    }

    fn accept(&self, name: &str, probe: &mut dyn Probe) {
        self.0.accept(name, &mut Outermost { probe, depth: 0 });
    }
}

/// Forwards signals of the outermost scope.
struct Outermost<'a> {
    probe: &'a mut dyn Probe,
    depth: usize,
}

impl Probe for Outermost<'_> {
    fn visit_start_scope(&mut self, name: &str, node: &dyn Block) {
        self.depth += 1;
        if self.depth == 1 {
            self.probe.visit_start_scope(name, node);
        }
    }

    fn visit_start_namespace(&mut self, name: &str, node: &dyn Block) {
        if self.depth == 1 {
            self.probe.visit_start_namespace(name, node);
        }
    }

    fn visit_atom(&mut self, name: &str, signal: &dyn Atom) {
        if self.depth == 1 && signal.kind().is_parameter() {
            self.probe.visit_atom(name, signal);
        }
    }

    fn visit_end_namespace(&mut self, name: &str, node: &dyn Block) {
        if self.depth == 1 {
            self.probe.visit_end_namespace(name, node);
        }
    }

    fn visit_end_scope(&mut self, name: &str, node: &dyn Block) {
        if self.depth == 1 {
            self.probe.visit_end_scope(name, node);
        }
        self.depth -= 1;
    }
}
