//! Something that is there later: who asks for it before waits.

use futures::channel::oneshot;
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Debug)]
pub(crate) struct Latch<T> {
    state: RefCell<State<T>>,
}

#[derive(Debug)]
enum State<T> {
    /// Nothing is to come.
    Empty,
    /// It is on its way, and these wait.
    Awaited(Vec<oneshot::Sender<Rc<T>>>),
    There(Rc<T>),
}

impl<T> Default for Latch<T> {
    fn default() -> Self {
        Self {
            state: RefCell::new(State::Empty),
        }
    }
}

impl<T> Latch<T> {
    /// What was there is no more, and nothing is to come: who waits gets nothing.
    pub(crate) fn clear(&self) {
        self.state.replace(State::Empty);
    }

    /// Something is on its way.
    pub(crate) fn announce(&self) {
        self.state.replace(State::Awaited(Vec::new()));
    }

    pub(crate) fn set(&self, thing: Rc<T>) {
        if let State::Awaited(waiting) = self.state.replace(State::There(Rc::clone(&thing))) {
            for one in waiting {
                // Who gave up waiting has dropped the other end.
                let _ = one.send(Rc::clone(&thing));
            }
        }
    }

    /// The thing, once it is there; `None` where nothing is to come.
    pub(crate) async fn ready(&self) -> Option<Rc<T>> {
        let coming = match &mut *self.state.borrow_mut() {
            State::Empty => return None,
            State::There(thing) => return Some(Rc::clone(thing)),
            State::Awaited(waiting) => {
                let (mine, coming) = oneshot::channel();
                waiting.push(mine);
                coming
            }
        };
        coming.await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::executor::block_on;
    use futures::future::join;

    #[test]
    fn who_asks_early_waits_and_who_asks_late_does_not() {
        let latch = Latch::default();
        assert_eq!(block_on(latch.ready()), None::<Rc<i32>>);
        latch.announce();
        let (first, second) = block_on(join(latch.ready(), async {
            latch.set(Rc::new(7));
            latch.ready().await
        }));
        assert_eq!((first.as_deref(), second.as_deref()), (Some(&7), Some(&7)));
    }

    #[test]
    fn who_waits_for_nothing_is_told() {
        for end in [Latch::clear, Latch::announce] {
            let latch = Latch::<i32>::default();
            latch.announce();
            let (waited, ()) = block_on(join(latch.ready(), async { end(&latch) }));
            assert_eq!(waited, None);
        }
    }
}
