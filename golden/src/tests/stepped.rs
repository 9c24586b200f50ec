//! A slow second reading of section 10: every register, one cycle at a time, around the naive
//! values; and of the reads that follow (section 9).

use std::collections::{HashMap, VecDeque};

use spindle_spec::layout::Layout;
use spindle_spec::memory_map::Event;
use spindle_spec::signals::observed;
use spindle_spec::stimulus::Stimulus;
use spindle_spec::{Configuration, Geometry};

use super::naive::Naive;
use super::predicted::{Predicted, Predicting, predicting, row_values, word_values};

/// Store and head of CLK-1.
struct Queue<T> {
    depth: usize,
    store: VecDeque<T>,
    head: Option<T>,
}

impl<T> Queue<T> {
    fn new(depth: usize) -> Self {
        Self { depth, store: VecDeque::new(), head: None }
    }

    fn has_room(&self) -> bool {
        self.store.len() < self.depth
    }

    fn empty(&self) -> bool {
        self.store.is_empty() && self.head.is_none()
    }

    /// The clock edge: the head was taken or not, and a word was pushed or not (if there was room).
    fn edge(&mut self, taken: bool, pushed: Option<T>) {
        if taken {
            self.head = None;
        }
        if self.head.is_none() {
            self.head = self.store.pop_front();
        }
        self.store.extend(pushed);
    }
}

/// Head and expander of CLK-2; entries are (first neuron, lanes).
struct Expanded {
    queue: Queue<(u16, u16)>,
    expander: Option<(u16, u16)>,
}

impl Expanded {
    fn new(depth: usize) -> Self {
        Self { queue: Queue::new(depth), expander: None }
    }

    fn offers(&self) -> Option<u16> {
        self.expander.map(|(base, lanes)| (0..16).find(|lane| lanes >> lane & 1 == 1).unwrap() + base)
    }

    fn empty(&self) -> bool {
        self.queue.empty() && self.expander.is_none()
    }

    fn edge(&mut self, taken: bool, pushed: Option<(u16, u16)>) {
        let last = self.expander.is_none_or(|(_, lanes)| taken && lanes.is_power_of_two());
        let loads = last && self.queue.head.is_some();
        if loads {
            self.expander = self.queue.head;
        } else if last {
            self.expander = None;
        } else if taken {
            let (base, lanes) = self.expander.unwrap();
            self.expander = Some((base, lanes & (lanes - 1)));
        }
        self.queue.edge(loads, pushed);
    }
}

/// Action on the visited neuron words.
#[derive(Clone, Copy, PartialEq)]
enum Visit {
    Update,
    /// UPD-8; targets go as well (UPD-9) or stay.
    Clear {
        targets: bool,
    },
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Events,
    /// Before the first neuron word of a visit.
    Before(Visit),
    /// Issues this neuron word.
    Pass(usize, Visit),
    /// Ends before this cycle.
    Tail(u64),
}

/// A visit that begins with its first neuron word at once, or after something else.
fn begin(visit: Visit, at_once: bool) -> State {
    if at_once { State::Pass(0, visit) } else { State::Before(visit) }
}

/// Values that show later: cycle, signal names and values.
type Later = VecDeque<(u64, Vec<(String, i64)>)>;

/// The handshake of BUS-1 to BUS-3.
#[derive(Clone, Copy, PartialEq)]
enum Bus {
    Free,
    Waiting,
    Access,
    Answer,
}

pub struct Outcome {
    pub records: Vec<(u64, Vec<u8>)>,
    /// Data and cycles after the offer.
    pub reads: Vec<(u32, u32)>,
    pub dropped: u64,
    /// The last cycle, up to that of the first read's offer, on which an event or queued spike was
    /// taken.
    pub taken: u64,
    /// Cycles in which each of these happened: input FIFO memory full, output entry dropped, A
    /// waiting for B.
    pub full: u64,
    pub blocked: u64,
}

/// Answer to a read of `address`; of the registers only counters.
fn answer(address: u32, naive: &Naive, events: u32, steps: u32, dropped: u64) -> u32 {
    match address {
        0x11 => steps,
        0x12 => events,
        0x13 => naive.words as u32,
        0x14 => naive.spikes as u32,
        0x15 => dropped as u32,
        _ => {
            let (word, lane) = (address as usize % 0x80_0000 / 16, address as usize % 16);
            naive.weight.get(lane).and_then(|column| column.get(word)).map_or(0, |w| *w as u32)
        }
    }
}

/// The first of `later`, if it is due in this cycle.
fn pop_due<T>(later: &mut VecDeque<(u64, T)>, cycle: u64) -> Option<T> {
    later.front().is_some_and(|(due, _)| *due == cycle).then(|| later.pop_front())?.map(|(_, item)| item)
}

/// Runs the whole stimulus and gives all records, then makes the reads.
pub fn run(geometry: &Geometry, configuration: &Configuration, stimulus: &Stimulus) -> Outcome {
    let layout = Layout::new(observed(geometry));
    let index: HashMap<String, usize> =
        layout.signals().iter().enumerate().map(|(index, signal)| (signal.name.clone(), index)).collect();
    let mut previous = layout.initial();
    let mut shown = previous.clone();
    let mut records = Vec::new();

    let mut naive = Naive::new(geometry, configuration);
    let lanes = geometry.lanes;
    let mut input: Queue<u32> = Queue::new(geometry.event_depth);
    // Spikes of neurons, of positive and of negative controllers (EVT-6).
    let mut spikes =
        [0x8000, 0xC000, 0xE000].map(|mark| (mark, Expanded::new(geometry.neuron_words().max(2))));
    let mut output = Expanded::new(geometry.spike_depth);
    let (mut dropped, mut overflow, mut steps) = (0, false, 0u32);
    let (mut full, mut blocked, mut events, mut taken) = (0, 0, 0, 0);
    let (mut reads, mut listed) = (Vec::new(), stimulus.reads.iter().peekable());
    // State of the bus, when the request was offered, cycles that the core has been at rest.
    let (mut bus, mut asked, mut resting) = (Bus::Free, 0, 7);

    // A holds the pairs of a spike that are still to go; the first is the one it shows.
    let mut a: Vec<(u16, usize)> = Vec::new();
    let (mut b, mut c, mut d): (Option<(u16, usize)>, _, _) = (None, None, None);
    let mut s: Option<(u16, usize, usize)> = None;
    let mut s_was_empty = true;
    let mut state = State::Events;
    let (mut synapse_later, mut neuron_later, mut control_later) = (Later::new(), Later::new(), Later::new());
    let (mut predictive_later, mut prediction_later) = (Later::new(), Later::new());
    let (mut before, mut predicted) = (VecDeque::new(), None);
    let mut fired_later: VecDeque<(u64, (u16, u16))> = VecDeque::new();
    let mut pairs_later: VecDeque<(u64, [(u16, u16); 2])> = VecDeque::new();
    let emit = naive.controllers_emit();

    let turns = 0..=stimulus.repeats;
    let mut host = stimulus.lead.iter().chain(turns.flat_map(|_| stimulus.events.iter()));
    let mut offered = host.next();
    let mut offered_from = 4 * stimulus.writes.len() as u64 + offered.map_or(0, |timed| u64::from(timed.gap));

    for cycle in 0.. {
        let observed = cycle < stimulus.cycles;
        if !observed && listed.peek().is_none() {
            break;
        }
        if state == State::Tail(cycle) {
            state = State::Events;
        }
        // Observed values in this cycle. A core without retire ports, or without a unit, has no
        // such signals.
        let mut put = |name: &str, value: i64| {
            if let Some(signal) = index.get(name) {
                layout.set(&mut shown, *signal, value as u32);
            }
        };
        put("event_ready", input.has_room().into());
        put("spike_valid", output.offers().is_some().into());
        put("spike_address", output.offers().unwrap_or(0).into());
        put("overflow", overflow.into());
        put("steps", steps.into());
        for (valid, later) in [
            ("synapse_valid", &mut synapse_later),
            ("neuron_valid", &mut neuron_later),
            ("control_valid", &mut control_later),
            ("predictive_valid_0", &mut predictive_later),
            ("prediction_valid_0", &mut prediction_later),
        ] {
            let values = pop_due(later, cycle);
            put(valid, values.is_some().into());
            for (name, value) in values.into_iter().flatten() {
                put(&name, value);
            }
        }
        if observed && (layout.strobed(&shown) || shown != previous) {
            records.push((cycle, shown.clone()));
        }
        previous.clone_from(&shown);

        // Moves in this cycle, all from the current registers.
        let s_passes = s.is_some_and(|(source, entry, k)| k + 1 == naive.row_words(source, entry));
        let d_moves = d.is_some() && (s.is_none() || s_passes);
        let c_moves = c.is_some() && (d.is_none() || d_moves);
        let b_moves = b.is_some() && (c.is_none() || c_moves);
        let a_moves = !a.is_empty() && (b.is_none() || b_moves);
        let a_free = a.is_empty() || (a_moves && a.len() == 1);
        let nothing_fetched = a.is_empty() && b.is_none() && c.is_none() && d.is_none() && s.is_none();
        let waiting = spikes.iter().position(|(_, queue)| !queue.empty());
        let next = waiting.map(|queue| &spikes[queue]);
        let source = next.and_then(|(mark, queue)| Some(mark | queue.offers()?));
        let head = input.head.map(Event::decode);
        let takes = state == State::Events && bus == Bus::Free;
        let takes_neuron = takes && a_free && source.is_some();
        let takes_head = takes
            && waiting.is_none()
            && match head {
                Some(Event::Spike(_) | Event::Target { .. }) => a_free,
                Some(_) => nothing_fetched && s_was_empty,
                None => false,
            };
        if (takes_head || takes_neuron) && cycle <= stimulus.cycles {
            taken = cycle;
        }
        full += u64::from(!input.has_room());
        blocked += u64::from(!a.is_empty() && !a_moves);

        // The bus: a read is offered when the one before it is answered.
        let idle = state == State::Events && nothing_fetched && resting >= 7;
        resting = if s.is_some() || state != State::Events { 0 } else { resting + 1 };
        bus = match bus {
            Bus::Free if observed => Bus::Free,
            Bus::Free => {
                asked = cycle;
                Bus::Waiting
            }
            Bus::Waiting if idle => Bus::Access,
            Bus::Waiting => Bus::Waiting,
            Bus::Access => Bus::Answer,
            Bus::Answer => {
                let address = *listed.next().unwrap();
                let data = answer(address, &naive, events, steps, dropped);
                reads.push((data, (cycle - asked) as u32));
                Bus::Free
            }
        };

        // Words issued in this cycle.
        if let Some((source, entry, k)) = s.filter(|(source, entry, _)| !naive.mark(*source, *entry)) {
            let (post, touched) = naive.word(source, entry, k);
            let mut values = vec![
                ("synapse_projection".to_owned(), entry as i64),
                ("synapse_source".to_owned(), source.into()),
                ("synapse_post".to_owned(), post as i64),
            ];
            for (lane, [w, w_after, v, v_after]) in touched.into_iter().enumerate() {
                values.push((format!("synapse_weight_before_{lane}"), w));
                values.push((format!("synapse_weight_after_{lane}"), w_after));
                values.push((format!("synapse_membrane_before_{lane}"), v));
                values.push((format!("synapse_membrane_after_{lane}"), v_after));
            }
            synapse_later.push_back((cycle + 6, values));
        }
        if let State::Before(_) = state {
            match before.pop_front() {
                Some(Predicting::Second(word)) => predicted = naive.predict(word).map(|done| (word, done)),
                Some(Predicting::Row) => {
                    let (word, done): &mut (usize, Predicted) = predicted.as_mut().expect("a second pass");
                    predictive_later.push_back((cycle + 14, row_values(*word, &done.rows.remove(0))));
                }
                Some(Predicting::Last) => {
                    let (word, done) = predicted.take().expect("a second pass");
                    prediction_later.push_back((cycle + 1, word_values(word, &done)));
                }
                Some(Predicting::Nothing) | None => {}
            }
        }
        if let State::Pass(word, visit) = state {
            if let Visit::Clear { targets } = visit {
                naive.clear_word(word, targets);
            } else {
                let mut values = vec![("neuron_word".to_owned(), word as i64)];
                let mut control = vec![("control_word".to_owned(), word as i64)];
                let mut mask = 0;
                let mut pairs = [((word * lanes) as u16, 0); 2];
                for (lane, x) in naive.step_word(word).into_iter().enumerate() {
                    let cell = &naive.cells[word * lanes + lane];
                    values.push((format!("neuron_membrane_before_{lane}"), x.before));
                    values.push((format!("neuron_membrane_after_{lane}"), x.after));
                    values.push((format!("neuron_spike_{lane}"), x.fired.into()));
                    control.push((format!("control_error_{lane}"), cell.e));
                    control.push((format!("control_drive_{lane}"), cell.c));
                    control.push((format!("control_positive_{lane}"), (x.sign > 0).into()));
                    control.push((format!("control_negative_{lane}"), (x.sign < 0).into()));
                    control.push((format!("control_feedback_{lane}"), cell.f));
                    mask |= u16::from(x.fired) << lane;
                    pairs[0].1 |= u16::from(x.sign > 0) << lane;
                    pairs[1].1 |= u16::from(x.sign < 0) << lane;
                }
                neuron_later.push_back((cycle + 8, values));
                if naive.feedback_mode {
                    control_later.push_back((cycle + 13, control));
                }
                pairs_later.push_back((cycle + 10, pairs));
                if mask != 0 {
                    fired_later.push_back((cycle + 8, ((word * lanes) as u16, mask)));
                }
            }
        }

        // The clock edge.
        let pushed = pop_due(&mut fired_later, cycle);
        let output_push = pushed.filter(|_| output.queue.has_room());
        if pushed.is_some() && output_push.is_none() {
            dropped += 1;
            overflow = true;
        }
        output.edge(output.offers().is_some() && stimulus.spike_ready, output_push);
        let pairs = pop_due(&mut pairs_later, cycle);
        let emitted =
            [0, 1].map(|sign| pairs.map(|pairs| pairs[sign]).filter(|(_, lanes)| *lanes != 0 && emit));
        for (index, entry) in [pushed, emitted[0], emitted[1]].into_iter().enumerate() {
            let taken = takes_neuron && waiting == Some(index);
            spikes[index].1.edge(taken, entry.filter(|_| naive.neurons_are_queued()));
        }

        s_was_empty = s.is_none();
        s = if d_moves {
            d.map(|(source, entry)| (source, entry, 0))
        } else if s_passes {
            None
        } else {
            s.map(|(source, entry, k)| (source, entry, k + 1))
        };
        if d_moves {
            d = None;
        }
        if c_moves {
            d = c.take();
        }
        if b_moves {
            c = b.take().filter(|(source, entry)| naive.row_words(*source, *entry) > 0);
        }
        if a_moves {
            b = Some(a.remove(0));
        }
        if takes_neuron {
            let source = source.unwrap();
            a = naive.walk(source).into_iter().map(|entry| (source, entry)).collect();
        }
        state = match state {
            State::Pass(word, visit) if word + 1 < configuration.neuron_words => State::Pass(word + 1, visit),
            State::Pass(..) => State::Tail(cycle + if emit { 11 } else { 9 }),
            State::Before(visit) if before.is_empty() => State::Pass(0, visit),
            other => other,
        };
        if takes_head {
            match head.unwrap() {
                Event::Spike(source) => {
                    events += 1;
                    a = naive.walk(source).into_iter().map(|entry| (source, entry)).collect();
                }
                Event::Target { neuron, rate } => naive.target(neuron, rate),
                Event::Step => {
                    steps += 1;
                    before = predicting(&naive);
                    state = begin(Visit::Update, before.is_empty());
                }
                Event::Control { feedback, learning, clear, clear_targets } => {
                    naive.modes(feedback, learning);
                    if clear {
                        naive.clear_traces();
                        before = vec![Predicting::Nothing; geometry.predictive_sources].into();
                        state = begin(Visit::Clear { targets: clear_targets }, before.is_empty());
                    }
                }
            }
        }
        let accepted =
            offered.filter(|_| observed && cycle >= offered_from && input.has_room()).map(|timed| timed.word);
        input.edge(takes_head, accepted);
        if accepted.is_some() {
            offered = host.next();
            offered_from = cycle + 1 + offered.map_or(0, |timed| u64::from(timed.gap));
        }
    }
    Outcome { records, reads, dropped, taken, full, blocked }
}
