use spindle::verify::{directed, random};
use spindle_sim::backend::by_name;
fn main() {
    let b = by_name(&std::env::args().nth(1).unwrap()).unwrap();
    let n: u64 = std::env::args().nth(2).unwrap().parse().unwrap();
    let steps: usize = std::env::args().nth(3).unwrap().parse().unwrap();
    let from: u64 = std::env::args().nth(4).map_or(0, |x| x.parse().unwrap());
    let mut cases = if from == 0 { directed::cases() } else { vec![] };
    cases.extend((from..from + n).map(|s| random::case(s, steps)));
    let (mut bad, mut events, mut clocks) = (0, 0, 0);
    for c in cases {
        let s = c.stimulus().unwrap();
        let r = c.compare(&s, &*b, &c.design(), &s, None).unwrap();
        events += r.rung.events;
        clocks += r.rung.clocks;
        if let Some(d) = &r.first_difference {
            bad += 1;
            println!("DIFF {} {:?}\n{:.3000}", c.name, c.geometry, d.to_string());
            if bad > 3 {
                break;
            }
        } else {
            println!("ok {} {} clocks {} records {:?}", c.name, r.rung.clocks, r.rung.events, r.rung.entries);
        }
    }
    println!("bad {bad} events {events} clocks {clocks}");
}
