//! The core in Rust-HDL's own simulator, its settle loop called directly, one cycle at a time.

use std::io::Write;

use rust_hdl::prelude::*;

use crate::clocked::Clocked;
use crate::core::AnyCore;
use crate::surface::Surface;
use crate::vcd_header::HeaderMender;
use spindle_spec::Image;
use spindle_spec::geometry::Geometry;

/// Levels of a core's inputs during one cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a pin")]
pub struct Inputs {
    /// Reset.
    pub reset: bool,
    /// An event word is offered.
    pub event_valid: bool,
    /// The event word, 18 bits.
    pub event_data: u32,
    /// The spike port is ready.
    pub spike_ready: bool,
    /// A bus request is offered.
    pub bus_valid: bool,
    /// It writes.
    pub bus_write: bool,
    /// Its address, 24 bits.
    pub bus_address: u32,
    /// Its data.
    pub bus_write_data: u32,
}

/// A core that can be clocked. In each cycle: [`Embedded::drive`], then look, then
/// [`Embedded::rise`].
pub trait Embedded: Send {
    /// The clock falls, the inputs take their levels, and the logic settles.
    ///
    /// # Errors
    /// If the logic does not settle, or the waveform cannot be written.
    fn drive(&mut self, inputs: &Inputs) -> Result<(), EmbeddedError>;
    /// The rising edge that ends the cycle.
    ///
    /// # Errors
    /// If the logic does not settle.
    fn rise(&mut self) -> Result<(), EmbeddedError>;
    /// `event_ready`, before the edge.
    fn event_ready(&self) -> bool;
    /// `bus_read_data` if `bus_ready`, before the edge.
    fn bus_answer(&self) -> Option<u32>;
    /// Gives every observed value to `put`, in the order of [`spindle_spec::signals::observed`].
    fn observe(&self, put: &mut dyn FnMut(u32));
    /// Starts a waveform of the core's ports, from cycle 0, at the times of `RUN-4`.
    fn trace(&mut self, out: Box<dyn Write + Send>);
    /// Ends the waveform, on the rising edge after the last cycle.
    ///
    /// # Errors
    /// If it cannot be written.
    fn end_trace(&mut self) -> Result<(), EmbeddedError>;
}

/// Why the embedded simulator stopped.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// The logic did not settle.
    #[error("the core did not settle: it has a combinational loop")]
    Unsettled,
    /// The waveform could not be written.
    #[error("the waveform cannot be written: {0}")]
    Waveform(#[from] std::io::Error),
}

struct Running {
    core: AnyCore,
    waveform: Option<Waveform>,
}

struct Waveform {
    probe: VcdProbe,
    cycle: u64,
    begun: bool,
}

type VcdProbe = rust_hdl::core::vcd_probe::VCDProbe<Box<dyn Write + Send>>;

/// Passes after which a core that has not settled never will.
const MAX_PASSES: usize = 100;

/// Picoseconds of half a cycle (`RUN-4`).
const HALF_CYCLE: u64 = 5_000;

impl Waveform {
    fn dump<B: Block>(mut self, core: &B, time: u64) -> std::io::Result<Self> {
        self.probe.timestamp(time)?;
        self.probe = if self.begun {
            write_vcd_change(self.probe, &Surface(core))
        } else {
            write_vcd_dump(self.probe, &Surface(core))
        };
        self.begun = true;
        Ok(self)
    }
}

impl Running {
    fn settle(&mut self) -> Result<(), EmbeddedError> {
        if simulate(&mut self.core, MAX_PASSES) { Ok(()) } else { Err(EmbeddedError::Unsettled) }
    }
}

impl Embedded for Running {
    fn drive(&mut self, inputs: &Inputs) -> Result<(), EmbeddedError> {
        let core = &mut self.core;
        core.reset.next = inputs.reset;
        core.event_valid.next = inputs.event_valid;
        core.event_data.next = u64::from(inputs.event_data & 0x3_FFFF).into();
        core.spike_ready.next = inputs.spike_ready;
        core.bus_valid.next = inputs.bus_valid;
        core.bus_write.next = inputs.bus_write;
        core.bus_address.next = u64::from(inputs.bus_address & 0xFF_FFFF).into();
        core.bus_write_data.next = u64::from(inputs.bus_write_data).into();
        if let Some(waveform) = self.waveform.take() {
            // New values show while the clock is still high; then it falls.
            self.settle()?;
            let half = (2 * waveform.cycle).saturating_sub(1);
            self.waveform = Some(waveform.dump(&self.core, half * HALF_CYCLE)?);
        }
        self.core.set_clock(false);
        self.settle()?;
        if let Some(mut waveform) = self.waveform.take() {
            let half = 2 * waveform.cycle;
            waveform.cycle += 1;
            self.waveform =
                Some(if half == 0 { waveform } else { waveform.dump(&self.core, half * HALF_CYCLE)? });
        }
        Ok(())
    }

    fn rise(&mut self) -> Result<(), EmbeddedError> {
        self.core.set_clock(true);
        self.settle()
    }

    fn event_ready(&self) -> bool {
        self.core.event_ready.val()
    }

    fn bus_answer(&self) -> Option<u32> {
        self.core.bus_ready.val().then(|| u64::from(self.core.bus_read_data.val()) as u32)
    }

    fn observe(&self, put: &mut dyn FnMut(u32)) {
        self.core.observe(put);
    }

    fn trace(&mut self, out: Box<dyn Write + Send>) {
        let out: Box<dyn Write + Send> = Box::new(HeaderMender::new(out));
        let probe = write_vcd_header(out, &Surface(&self.core));
        self.waveform = Some(Waveform { probe, cycle: 0, begun: false });
    }

    fn end_trace(&mut self) -> Result<(), EmbeddedError> {
        if let Some(mut waveform) = self.waveform.take() {
            waveform.probe.timestamp((2 * waveform.cycle).saturating_sub(1) * HALF_CYCLE)?;
        }
        Ok(())
    }
}

/// A core ready to be clocked, powered up with `images` in its memories (zero without an image).
///
/// # Panics
/// If the geometry is not valid, or the core's description is broken (an unconnected input, for
/// example).
pub fn embedded(geometry: &Geometry, images: &[Image]) -> Box<dyn Embedded> {
    let mut core = AnyCore::new(geometry, images);
    core.connect_all();
    check_all(&core).expect("a sound core");
    Box::new(Running { core, waveform: None })
}
