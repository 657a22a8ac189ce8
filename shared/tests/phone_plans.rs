//! The table of numbering plans against libphonenumber's metadata, which it is made from.
//!
//! After an update of the `phonenumber` crate: `MUSTER_WRITE_PHONE_PLANS=1 cargo test -p muster-shared --test phone_plans`
//! writes the table anew.

use muster_shared::value::phone;
use phonenumber::Metadata;
use phonenumber::metadata::{DATABASE, Descriptor};
use regex_automata::Anchored;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::util::{primitives::StateID, start};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const PLANS: &str = include_str!("../src/value/phone/plans.txt");

#[test]
fn the_table_says_what_the_metadata_says() {
    let table = table();
    if std::env::var_os("MUSTER_WRITE_PHONE_PLANS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/value/phone/plans.txt");
        std::fs::write(path, &table).expect("the table can be written");
    }
    for (made, committed) in table.lines().zip(PLANS.lines()) {
        assert_eq!(
            made, committed,
            "run with MUSTER_WRITE_PHONE_PLANS=1 and look at the difference"
        );
    }
    assert_eq!(table.lines().count(), PLANS.lines().count());
}

#[test]
fn every_example_is_accepted() {
    let mut examples = 0;
    for region in DATABASE.iter() {
        for example in kinds(region).filter_map(Descriptor::example) {
            let international = format!("+{}{example}", region.country_code());
            assert_eq!(
                phone::parse(&international, None).as_deref(),
                Ok(international.as_str()),
                "{}",
                region.id()
            );
            if region.id() != "001" {
                let national = format!("{}{example}", region.national_prefix().unwrap_or_default());
                let country = Some(region.id());
                assert_eq!(
                    phone::parse(&national, country).as_deref(),
                    Ok(international.as_str()),
                    "{}",
                    region.id()
                );
            }
            examples += 1;
        }
    }
    assert!(examples > 1000, "{examples}");
}

#[test]
fn every_region_is_a_country() {
    let known: BTreeSet<(String, String)> = phone::countries()
        .map(|(c, code)| (c.to_owned(), code.to_owned()))
        .collect();
    let regions = DATABASE.iter().filter(|region| region.id() != "001");
    let expected = regions
        .map(|region| (region.id().to_owned(), region.country_code().to_string()))
        .collect();
    assert_eq!(known, expected);
}

/// The kinds of numbers that people have.
fn kinds(region: &Metadata) -> impl Iterator<Item = &Descriptor> {
    let kinds = region.descriptors();
    [
        kinds.fixed_line(),
        kinds.mobile(),
        kinds.toll_free(),
        kinds.premium_rate(),
        kinds.shared_cost(),
        kinds.personal_number(),
        kinds.voip(),
        kinds.pager(),
        kinds.uan(),
        kinds.voicemail(),
    ]
    .into_iter()
    .flatten()
}

fn table() -> String {
    let mut by_code: BTreeMap<String, Vec<&Metadata>> = BTreeMap::new();
    for code in 1..1000u16 {
        if let Some(regions) = DATABASE.by_code(&code) {
            by_code.insert(code.to_string(), regions);
        }
    }
    let mut table = String::new();
    for (code, mut regions) in by_code {
        regions.sort_by_key(|region| (!region.is_main_country_for_code(), region.id().to_owned()));
        let ids: Vec<&str> = regions.iter().map(|region| region.id()).collect();
        let trunk = regions[0].national_prefix().unwrap_or("-");
        let lengths = lengths(&regions);
        let lengths = lengths
            .iter()
            .map(|(length, prefixes)| format!(" {length}:{}", ranges(prefixes)));
        table.push_str(&format!(
            "{code} {} {trunk}{}\n",
            ids.join(","),
            lengths.collect::<String>()
        ));
    }
    table
}

/// For each length of a number: its first two digits.
fn lengths(regions: &[&Metadata]) -> BTreeMap<u16, BTreeSet<usize>> {
    let mut lengths: BTreeMap<u16, BTreeSet<usize>> = BTreeMap::new();
    for kind in regions.iter().flat_map(|region| kinds(region)) {
        let pattern = Pattern::new(kind.national_number().as_str());
        // E.164: at most 15 digits, the calling code among them.
        for length in 4..=15 - regions[0].country_code().to_string().len() as u16 {
            let prefixes = pattern.prefixes(length);
            if !prefixes.is_empty() && kind.possible_length().contains(&length) {
                lengths.entry(length).or_default().extend(prefixes);
            }
        }
    }
    lengths
}

struct Pattern {
    dfa: dense::DFA<Vec<u32>>,
    start: StateID,
}

impl Pattern {
    fn new(pattern: &str) -> Self {
        let dfa = dense::Builder::new()
            .configure(dense::Config::new().start_kind(StartKind::Anchored))
            .build(&format!("(?x-u)^(?:{pattern})$"))
            .expect("the pattern is a regular expression");
        let start = dfa
            .start_state(&start::Config::new().anchored(Anchored::Yes))
            .expect("it starts anchored");
        Self { dfa, start }
    }

    fn prefixes(&self, length: u16) -> BTreeSet<usize> {
        let mut known = HashMap::new();
        let step = |state, digit: usize| self.dfa.next_state(state, b'0' + digit as u8);
        (0..100)
            .filter(|n| self.ends(step(step(self.start, n / 10), n % 10), length - 2, &mut known))
            .collect()
    }

    /// Whether some `left` digits lead from a state to a match.
    fn ends(&self, state: StateID, left: u16, known: &mut HashMap<(StateID, u16), bool>) -> bool {
        if left == 0 {
            return self.dfa.is_match_state(self.dfa.next_eoi_state(state));
        }
        if self.dfa.is_dead_state(state) {
            return false;
        }
        if let Some(ends) = known.get(&(state, left)) {
            return *ends;
        }
        let ends = (b'0'..=b'9').any(|digit| self.ends(self.dfa.next_state(state, digit), left - 1, known));
        known.insert((state, left), ends);
        ends
    }
}

/// `20-21,5-6,80`: ranges of prefixes, as short as they can be said.
fn ranges(prefixes: &BTreeSet<usize>) -> String {
    let (mut parts, mut n) = (Vec::<(usize, usize, usize)>::new(), 0);
    while n < 100 {
        let whole_ten = n % 10 == 0 && (n..n + 10).all(|n| prefixes.contains(&n));
        let (digits, count) = if whole_ten { (1, 10) } else { (2, 1) };
        if prefixes.contains(&n) {
            match parts.last_mut() {
                Some((same, _, to)) if *same == digits && *to + 1 == n / count => *to += 1,
                _ => parts.push((digits, n / count, n / count)),
            }
        }
        n += count;
    }
    let said = |(digits, from, to): (usize, usize, usize)| match from == to {
        true => format!("{from:0digits$}"),
        false => format!("{from:0digits$}-{to:0digits$}"),
    };
    parts.into_iter().map(said).collect::<Vec<_>>().join(",")
}
