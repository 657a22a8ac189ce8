//! A worker that helps another one: reads the parts it is given, one after the other.

use crate::crew::{Order, Report, Task};
use crate::part::{self, Question, Stretch};
use crate::pass::Source;
use crate::scope;
use js_sys::Uint8Array;
use muster_shared::Plan;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, MessageEvent};

/// Plans that are kept: two checks run at a time at most, for the verdict and for what is written or sent.
const PLANS: usize = 8;

#[derive(Default)]
struct Helper {
    source: RefCell<Option<Rc<Source>>>,
    /// By the numbers of their checks; the latest last.
    plans: RefCell<Vec<(u32, Rc<Plan>)>>,
}

/// Installs the helper: listens for orders, and says [`Report::Ready`].
pub(crate) fn start() {
    let helper = Helper::default();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| helper.hear(&message.data()));
    scope::scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // It lives as long as the worker.
    listener.forget();
    scope::say(&Report::Ready, &Uint8Array::new_with_length(0));
}

impl Helper {
    fn plan(&self, check: u32) -> Option<Rc<Plan>> {
        let plans = self.plans.borrow();
        plans
            .iter()
            .find(|(number, _)| *number == check)
            .map(|(_, plan)| Rc::clone(plan))
    }

    fn hear(&self, data: &JsValue) {
        match scope::read(data) {
            Some(Order::Source(facts)) => {
                let source = scope::object::<Blob>(data).map(|blob| Source { blob, facts });
                self.source.replace(source.map(Rc::new));
            }
            Some(Order::Setup { check, setup }) => {
                let source = self.source.borrow();
                let columns = source.as_ref().map_or(0, |source| source.columns());
                // The one who asks made the same plan before.
                let plan = Plan::new(&setup.mapping, &setup.fields, columns, setup.existing).ok();
                let mut plans = self.plans.borrow_mut();
                if plans.len() == PLANS {
                    plans.remove(0);
                }
                plans.extend(plan.map(|plan| (check, Rc::new(plan))));
            }
            Some(Order::Read { ticket, task, stretch }) => {
                let source = self.source.borrow().clone();
                let plan = match task {
                    Task::Survey => None,
                    Task::Check(check) => self.plan(check),
                };
                wasm_bindgen_futures::spawn_local(answer(source, plan, (ticket, task, stretch)));
            }
            None => web_sys::console::error_1(&"A helper was sent something that is no order.".into()),
        }
    }
}

/// Reads a part, and says what was found.
async fn answer(source: Option<Rc<Source>>, plan: Option<Rc<Plan>>, (ticket, task, stretch): (u32, Task, Stretch)) {
    let question = match (task, &plan) {
        (Task::Survey, _) => Some(Question::Survey),
        (Task::Check(_), plan) => plan.as_deref().map(Question::Check),
    };
    let (Some(source), Some(question)) = (source, question) else {
        return scope::say(&Report::Cannot { ticket }, &Uint8Array::new_with_length(0));
    };
    let mut answer = part::read(&source, question, stretch).await;
    let emails = Uint8Array::from(std::mem::take(&mut answer.emails).as_slice());
    let report = Report::Answer {
        ticket,
        answer: Box::new(answer),
    };
    scope::say(&report, &emails);
}
