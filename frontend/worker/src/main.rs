//! The worker's entry: started by the browser in a module worker of its own.

fn main() {
    muster_worker::start();
}
