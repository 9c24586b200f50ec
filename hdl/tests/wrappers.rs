//! The core as a Wishbone slave and behind AXI: transactions of a master, with waiting on both
//! sides.

mod support;

use std::collections::VecDeque;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use spindle_hdl::host::axi::Axi;
use spindle_hdl::host::wishbone::Wishbone;
use spindle_spec::memory_map::{self as map, Event};
use spindle_spec::{Configuration, Geometry, Neuron};
use support::Row;
use support::together::{Partner, together};
use support::vectors::generator;

const WEIGHTS: usize = 4;

fn geometry() -> Geometry {
    Geometry {
        lanes: 1,
        neurons: 2,
        weight_words: WEIGHTS,
        projections: 1,
        event_depth: 3,
        spike_depth: 64,
        weight_bits: 8,
        membrane_bits: 12,
        weight_scale: 3,
        ..Geometry::default()
    }
}

/// Memory images of zeros.
fn files() -> Vec<(String, String)> {
    let zeros = Configuration {
        neurons: vec![Neuron::default(); 2],
        weights: vec![0; WEIGHTS],
        ..Configuration::default()
    };
    zeros.images(&geometry()).into_iter().map(|image| (image.name.clone(), image.text())).collect()
}

/// A transaction of the control bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// Address, data, bytes selected, whether it succeeds.
    Write(u32, u32, u32, bool),
    /// Address, data.
    Read(u32, u32),
}

/// Input 0 reaches neuron 0 with weight 1, which adds 8; its threshold is 5 and it forgets nothing.
fn setup() -> Vec<Access> {
    let write = |address, data| Access::Write(address, data, 15, true);
    vec![
        Access::Read(map::IDENTITY, map::IDENTITY_VALUE),
        write(map::NEURON_WORDS, 2),
        write(map::ENTRIES, 1 | 1 << 8),
        Access::Read(map::ENTRIES, 1 | 1 << 8),
        write(map::PROJECTION_BASE, 1 << 16),
        write(map::PROJECTION_BASE + 1, 0),
        write(map::PROJECTION_BASE + 2, 1),
        write(map::THRESHOLD_BASE, 5),
        write(map::THRESHOLD_BASE + 16, 100),
        write(map::BEHAVIOUR_BASE, 0xF00F),
        write(map::BEHAVIOUR_BASE + 16, 0xF00F),
        write(map::WEIGHT_BASE, 1),
        write(map::WEIGHT_BASE + 16, 0xFD),
        Access::Write(map::WEIGHT_BASE + 16, 0x77, 3, false),
        Access::Read(map::WEIGHT_BASE, 1),
        Access::Read(map::WEIGHT_BASE + 16, 0xFFFF_FFFD),
        Access::Read(0x60_0000, 0),
    ]
}

struct WishboneMaster {
    script: VecDeque<Access>,
    numbers: ChaCha8Rng,
    pause: u32,
    asking: bool,
    waited: usize,
    done: usize,
}

impl Partner for WishboneMaster {
    fn drive(&mut self, now: usize, _: &[u32]) -> Row {
        self.asking = self.asking || (now > 20 && self.pause == 0 && !self.script.is_empty());
        self.pause = self.pause.saturating_sub(1);
        let reset = u32::from(now < 18);
        match self.script.front() {
            Some(Access::Write(address, data, select, _)) if self.asking => {
                vec![reset, 1, 1, 1, *select, *address, *data]
            }
            Some(Access::Read(address, _)) if self.asking => vec![reset, 1, 1, 0, 15, *address, 0],
            _ => vec![reset, 0, 0, 0, 0, 0, 0],
        }
    }

    fn sample(&mut self, now: usize, outputs: &[u32]) {
        let [data, ack, err, _irq] = outputs[..] else { unreachable!() };
        if !self.asking {
            assert_eq!((ack, err), (0, 0), "an answer to nothing in cycle {now}");
            return;
        }
        self.waited += 1;
        if ack | err == 0 {
            return;
        }
        match self.script.pop_front() {
            Some(Access::Write(address, _, _, good)) => {
                assert_eq!((ack == 1, err == 1), (good, !good), "write to {address:#x}");
            }
            Some(Access::Read(address, expected)) => {
                assert_eq!((ack, err, data), (1, 0, expected), "read of {address:#x}; cycle {now}");
            }
            None => unreachable!(),
        }
        self.asking = false;
        self.done += 1;
        // Sometimes the next one follows immediately.
        self.pause = self.numbers.random_range(0..4);
    }
}

#[test]
fn a_wishbone_master_configures_feeds_and_reads_it() {
    let mut script = setup();
    let event = |event: Event| Access::Write(map::EVENT, event.encode(), 15, true);
    // Too many at once: the last ones find no room and are refused, which the counters show.
    script.push(Access::Read(map::ROOM, 3));
    script.extend([event(Event::Spike(0)), event(Event::Step)]);
    // Register reads make the core finish first.
    script.extend([Access::Read(map::ACCEPTED, 2); 8]);
    script.push(Access::Read(map::STEPS, 1));
    script.extend([Access::Read(map::ROOM, 3); 3]);
    script.push(Access::Read(map::SPIKES, 1));
    script.push(Access::Read(map::SPIKE, 1 << 31));
    script.push(Access::Read(map::SPIKE, 1 << 16));
    script.push(Access::Read(map::FAULTS, 0));
    let all = script.len();
    let mut master = WishboneMaster {
        script: script.into(),
        numbers: generator(1),
        pause: 0,
        asking: false,
        waited: 0,
        done: 0,
    };
    let subject = subject!(
        clocked Wishbone::new(&geometry()), Wishbone,
        [reset, wb_cyc, wb_stb, wb_we, wb_sel, wb_adr, wb_dat_w],
        [wb_dat_r, wb_ack, wb_err, irq]
    );
    let outputs = together(subject, "Wishbone", &files(), 700, &mut master);
    assert_eq!(master.done, all, "transactions");
    assert!(master.waited > 2 * all, "the master never waited");
    let irq: Vec<u32> = outputs.iter().map(|row| row[3]).collect();
    assert_eq!(irq.windows(2).filter(|pair| pair[0] != pair[1]).count(), 2, "irq rises and falls once");
    println!("{all} transactions");
}

/// Next action of an AXI master.
#[derive(Clone, Debug)]
enum Step {
    One(Access),
    /// Asked for together.
    Both(Access, Access),
    /// Sent, and taken by the core.
    Events(Vec<Event>),
    /// Nothing for this many cycles.
    Wait(u32),
    /// From now on it takes spikes.
    Take,
}

#[allow(clippy::struct_excessive_bools, reason = "each is a level on a wire")]
struct AxiMaster {
    script: VecDeque<Step>,
    numbers: ChaCha8Rng,
    // Still to be taken: write address, write data, read address; still to come: write response,
    // read data.
    write: Option<Access>,
    read: Option<Access>,
    aw: bool,
    w: bool,
    ar: bool,
    w_late: u32,
    bready: bool,
    rready: bool,
    held: Option<(u32, u32)>,
    wait: u32,
    events: VecDeque<Event>,
    offering: bool,
    takes: bool,
    ready: bool,
    spikes: Vec<u32>,
    waiting_spike: Option<u32>,
    refused_event: usize,
    done: usize,
}

impl AxiMaster {
    /// Plays a script; `takes`: it takes spikes from the start.
    fn new(script: Vec<Step>, takes: bool, seed: u64) -> Self {
        Self {
            script: script.into(),
            numbers: generator(seed),
            write: None,
            read: None,
            aw: false,
            w: false,
            ar: false,
            w_late: 0,
            bready: false,
            rready: false,
            held: None,
            wait: 0,
            events: VecDeque::new(),
            offering: false,
            takes,
            ready: false,
            spikes: vec![],
            waiting_spike: None,
            refused_event: 0,
            done: 0,
        }
    }

    /// Connects it to a core for this many cycles, in which its whole script must complete.
    fn plays(&mut self, geometry: &Geometry, name: &str, cycles: usize) {
        let subject = subject!(
            clocked Axi::new(geometry), Axi,
            [aresetn, s_axil_awvalid, s_axil_awaddr, s_axil_awprot, s_axil_wvalid, s_axil_wdata, s_axil_wstrb,
             s_axil_bready, s_axil_arvalid, s_axil_araddr, s_axil_arprot, s_axil_rready, s_axis_tvalid, s_axis_tdata,
             m_axis_tready],
            [s_axil_awready, s_axil_wready, s_axil_bvalid, s_axil_bresp, s_axil_arready, s_axil_rvalid, s_axil_rdata,
             s_axil_rresp, s_axis_tready, m_axis_tvalid, m_axis_tdata]
        );
        together(subject, name, &files(), cycles, self);
        assert!(self.script.is_empty() && self.wait == 0, "steps not taken: {:?}", self.script);
        assert_eq!(self.events.len(), 0, "events not taken");
    }

    fn next(&mut self) {
        if self.write.is_some() || self.read.is_some() || self.wait > 0 || !self.events.is_empty() {
            return;
        }
        let accesses = match self.script.pop_front() {
            Some(Step::One(access)) => vec![access],
            Some(Step::Both(one, other)) => vec![one, other],
            Some(Step::Events(events)) => return self.events = events.into(),
            Some(Step::Wait(cycles)) => return self.wait = cycles,
            Some(Step::Take) => return self.takes = true,
            None => return,
        };
        for access in accesses {
            if let Access::Write(..) = access {
                (self.write, self.aw, self.w) = (Some(access), true, true);
                // Data may come later than the address, or with it.
                self.w_late = self.numbers.random_range(0..4);
            } else {
                (self.read, self.ar) = (Some(access), true);
            }
        }
    }
}

impl Partner for AxiMaster {
    fn drive(&mut self, now: usize, _: &[u32]) -> Row {
        let running = now > 25;
        if running {
            self.next();
        }
        self.bready = self.numbers.random_ratio(1, 3);
        self.rready = self.numbers.random_ratio(1, 3);
        // Spikes are taken in bursts, with long pauses.
        self.ready = self.takes && now / 100 % 3 == 1 && self.numbers.random_ratio(1, 2);
        self.wait = self.wait.saturating_sub(1);
        self.offering = self.offering || (!self.events.is_empty() && self.numbers.random_ratio(3, 4));
        let (address, data, strobe) = match self.write {
            Some(Access::Write(address, data, strobe, _)) => (4 * address, data, strobe),
            _ => (0, 0, 0),
        };
        let read = if let Some(Access::Read(address, _)) = self.read { 4 * address } else { 0 };
        let late = self.w_late > 0;
        self.w_late = self.w_late.saturating_sub(1);
        let event = self.events.front().map_or(0, |event| event.encode());
        vec![
            u32::from(now >= 20),
            u32::from(self.aw),
            address,
            0,
            u32::from(self.w && !late),
            data,
            strobe,
            self.bready.into(),
            u32::from(self.ar),
            read,
            2,
            self.rready.into(),
            self.offering.into(),
            event,
            self.ready.into(),
        ]
    }

    fn sample(&mut self, now: usize, outputs: &[u32]) {
        let [awready, wready, bvalid, bresp, arready, rvalid, rdata, rresp, tready, tvalid, tdata] =
            outputs[..]
        else {
            unreachable!()
        };
        if awready == 1 && self.aw {
            self.aw = false;
        }
        if wready == 1 && self.w {
            self.w = false;
        }
        if arready == 1 && self.ar {
            self.ar = false;
        }
        // What was offered and not taken stays as it was.
        if let Some(held) = self.held.take() {
            assert_eq!(held, (bvalid << 1 | rvalid, rdata), "a response changed in cycle {now}");
        }
        if (bvalid == 1 && !self.bready) || (rvalid == 1 && !self.rready) {
            self.held = Some((bvalid << 1 | rvalid, rdata));
        }
        if bvalid == 1 && self.bready {
            let Some(Access::Write(address, _, _, good)) = self.write.take() else {
                panic!("a response to no write in cycle {now}")
            };
            assert!(!self.aw && !self.w, "a response before the write was taken");
            assert_eq!(bresp, if good { 0 } else { 2 }, "write to {address:#x}");
            self.done += 1;
        }
        if rvalid == 1 && self.rready {
            let Some(Access::Read(address, expected)) = self.read.take() else {
                panic!("data for no read in cycle {now}")
            };
            assert_eq!((rresp, rdata), (0, expected), "read of {address:#x}");
            self.done += 1;
        }
        if self.offering {
            if tready == 1 {
                self.events.pop_front();
                self.offering = false;
            } else {
                self.refused_event += 1;
            }
        }
        if let Some(spike) = self.waiting_spike.take() {
            assert_eq!((tvalid, tdata), (1, spike), "a spike changed in cycle {now}");
        }
        if tvalid == 1 {
            if self.ready {
                self.spikes.push(tdata);
            } else {
                self.waiting_spike = Some(tdata);
            }
        }
    }
}

/// Steps of the stream: neuron 0 gets 8 in each and gives 5 a spike, so it fires in every one.
const STEPS: usize = 40;

#[test]
fn an_axi_master_configures_feeds_and_reads_it() {
    let mut script: Vec<Step> = setup().into_iter().map(Step::One).collect();
    for value in 0..6 {
        let write = Access::Write(map::ERROR_GAIN, value, 15, true);
        script.push(Step::Both(write, Access::Read(map::WEIGHT_BASE, 1)));
        script.push(Step::One(Access::Read(map::ERROR_GAIN, value)));
    }
    let transactions = script.iter().map(|step| if let Step::Both(..) = step { 2 } else { 1 }).sum::<usize>();
    script.push(Step::Events([Event::Spike(0), Event::Step].repeat(STEPS)));
    let mut master = AxiMaster::new(script, true, 2);
    master.plays(&geometry(), "AXI", 2600);
    assert_eq!(master.done, transactions, "transactions");
    assert_eq!(master.spikes, vec![0; STEPS], "spikes");
    assert!(master.refused_event > STEPS, "the core never held events back");
    println!("{transactions} transactions, {} events, {STEPS} spikes", 2 * STEPS);
}

#[test]
fn spikes_that_an_axi_master_does_not_take_are_dropped_and_counted() {
    const DEPTH: usize = 4;
    // Two more than the store holds: its head, and the one that is offered (CLK-1, CLK-2).
    const KEPT: usize = DEPTH + 2;
    const SENT: usize = 20;
    // Each input makes its own neuron fire, which forgets everything then.
    let behaviour = 0xF10F;
    let writes = [
        (map::NEURON_WORDS, 2),
        (map::ENTRIES, 1 | 1 << 8),
        (map::PROJECTION_BASE, 2 << 16),
        (map::PROJECTION_BASE + 1, 0),
        (map::PROJECTION_BASE + 2, 2),
        (map::THRESHOLD_BASE, 5),
        (map::THRESHOLD_BASE + 16, 5),
        (map::BEHAVIOUR_BASE, behaviour),
        (map::BEHAVIOUR_BASE + 16, behaviour),
        (map::WEIGHT_BASE, 1),
        (map::WEIGHT_BASE + 16 * 3, 1),
    ];
    let mut script: Vec<Step> =
        writes.iter().map(|(address, data)| Step::One(Access::Write(*address, *data, 15, true))).collect();
    let neurons: Vec<u32> = (0..SENT + 3).map(|step| 0x0059_32D6 >> step & 1).collect();
    let events = |neurons: &[u32]| {
        Step::Events(neurons.iter().flat_map(|neuron| [Event::Spike(*neuron as u16), Event::Step]).collect())
    };
    let count = |dropped: usize, fired: usize| {
        [
            Step::One(Access::Read(map::SPIKES, fired as u32)),
            Step::One(Access::Read(map::STEPS, fired as u32)),
            Step::One(Access::Read(map::DROPPED, dropped as u32)),
            // Overflow, which stays, and idle.
            Step::One(Access::Read(map::STATUS, if dropped > 0 { 0b1100 } else { 0b1000 })),
        ]
    };
    // As many as fit, then more; then it takes the present ones, and new ones come.
    let done = Step::Wait(200);
    script.extend([events(&neurons[..KEPT]), done.clone()]);
    script.extend(count(0, KEPT));
    script.extend([events(&neurons[KEPT..SENT]), done.clone()]);
    script.extend(count(SENT - KEPT, SENT));
    script.extend([Step::Take, Step::Wait(400), events(&neurons[SENT..]), done, Step::Wait(400)]);
    script.extend(count(SENT - KEPT, SENT + 3));
    let mut master = AxiMaster::new(script, false, 3);
    master.plays(&Geometry { spike_depth: DEPTH, ..geometry() }, "AXI, not taken", 2800);
    assert_eq!(master.done, writes.len() + 12, "transactions");
    assert_eq!(master.spikes, [&neurons[..KEPT], &neurons[SENT..]].concat(), "spikes");
    println!("{} spikes kept, {} dropped", master.spikes.len(), SENT - KEPT);
}
