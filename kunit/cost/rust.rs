// SPDX-License-Identifier: GPL-2.0

//! The same operations with the kernel's Rust abstractions.

use core::{
    arch::asm,
    cell::UnsafeCell,
    ptr, //
};
use kernel::{
    new_mutex,
    new_spinlock,
    prelude::*,
    revocable::Revocable,
    sync::{
        Arc,
        Mutex,
        SpinLock,
        UniqueArc, //
    },
    types::ScopeGuard,
    xarray::{
        AllocKind,
        XArray, //
    }, //
};

extern "C" {
    static mut cost_fail: c_int;
    static mut cost_counter: u64;
}

/// With the count of its `Arc` 64 bytes, as in C.
struct Obj {
    data: UnsafeCell<[u64; 7]>,
}

// SAFETY: Only one thread uses it, and the data has no meaning.
unsafe impl Send for Obj {}
// SAFETY: As above.
unsafe impl Sync for Obj {}

impl Obj {
    #[inline(always)]
    fn new() -> Result<Arc<Self>> {
        Ok(Arc::new(
            Obj {
                data: UnsafeCell::new([0; 7]),
            },
            GFP_KERNEL,
        )?)
    }

    #[inline(always)]
    fn write(&self, value: u64) {
        // SAFETY: The pointer is valid, and no reference to the data exists.
        unsafe { ptr::write_volatile(self.data.get().cast::<u64>(), value) };
    }
}

#[pin_data]
struct State {
    objs: [Arc<Obj>; 64],
    #[pin]
    mutex: Mutex<u64>,
    #[pin]
    spinlock: SpinLock<u64>,
    #[pin]
    revocable: Revocable<u64>,
}

static mut STATE: *const State = ptr::null();
static mut TABLE: *mut XArray<Arc<Obj>> = ptr::null_mut();

#[inline(always)]
fn state() -> &'static State {
    // SAFETY: `rust_setup` has run, and the state stays forever.
    unsafe { &*STATE }
}

/// Like the macro of the same name in cost.h.
#[inline(always)]
fn hide<T>(mut p: *const T) {
    // SAFETY: Does nothing.
    unsafe { asm!("/* {0} */", inout(reg) p) };
    let _ = p;
}

#[inline(always)]
fn barrier() {
    // SAFETY: Does nothing.
    unsafe { asm!("") };
}

#[inline(always)]
fn count() {
    // SAFETY: The counter has no other user meanwhile.
    unsafe { cost_counter = cost_counter.wrapping_add(1) };
}

macro_rules! repeat {
    ($n:expr, $body:block) => {
        repeat!($n, i, $body)
    };
    ($n:expr, $i:ident, $body:block) => {{
        let mut $i: usize = $n;
        loop {
            $body
            $i = $i.wrapping_sub(1);
            if $i == 0 {
                break;
            }
        }
    }};
}

/// Makes the objects that the other functions use.
#[no_mangle]
pub extern "C" fn rust_setup() -> c_int {
    match setup() {
        Ok(()) => 0,
        Err(e) => e.to_errno(),
    }
}

fn setup() -> Result {
    let first = Obj::new()?;
    let mut objs: [Arc<Obj>; 64] = core::array::from_fn(|_| first.clone());
    for obj in objs.iter_mut() {
        *obj = Obj::new()?;
    }
    let state = KBox::pin_init(
        pin_init!(State {
            objs,
            mutex <- new_mutex!(0u64),
            spinlock <- new_spinlock!(0u64),
            revocable <- Revocable::new(0u64),
        }),
        GFP_KERNEL,
    )?;
    // SAFETY: Called once. The leaked object is not moved.
    unsafe { STATE = KBox::leak(Pin::into_inner_unchecked(state)) };
    Ok(())
}

/// Nothing.
#[no_mangle]
pub extern "C" fn rust_loop(n: usize) {
    repeat!(n, { barrier() });
}

/// Clone and drop.
#[no_mangle]
pub extern "C" fn rust_get_put(n: usize) {
    let obj = &state().objs[0];

    repeat!(n, {
        let p = obj.clone();
        hide(Arc::as_ptr(&p));
    });
}

#[inline(never)]
fn far_get(obj: &Arc<Obj>) -> Arc<Obj> {
    obj.clone()
}

#[inline(never)]
fn far_put(obj: Arc<Obj>) {
    drop(obj);
}

/// Clone and drop, both out of line.
#[no_mangle]
pub extern "C" fn rust_far_get_put(n: usize) {
    let objs = &state().objs;

    repeat!(n, i, { far_put(far_get(&objs[i % 64])) });
}

/// New and drop.
#[no_mangle]
pub extern "C" fn rust_alloc(n: usize) {
    repeat!(n, {
        let Ok(obj) = Obj::new() else { return };
        hide(Arc::as_ptr(&obj));
    });
}

#[inline(never)]
fn leaf() -> Result {
    // SAFETY: C changes it only between the calls.
    if unsafe { ptr::read_volatile(&raw const cost_fail) } != 0 {
        return Err(EINVAL);
    }
    Ok(())
}

macro_rules! int_chain {
    ($name:ident, $level:literal, $next:ident) => {
        #[inline(never)]
        fn $name() -> Result {
            $next()?;
            // SAFETY: The counter has no other user meanwhile.
            unsafe { ptr::write_volatile(&raw mut cost_counter, $level) };
            Ok(())
        }
    };
}

int_chain!(int_4, 4, leaf);
int_chain!(int_3, 3, int_4);
int_chain!(int_2, 2, int_3);
int_chain!(int_1, 1, int_2);

#[inline(always)]
fn hide_result(result: Result) {
    let mut err = match result {
        Ok(()) => 0,
        Err(e) => e.to_errno(),
    };
    // SAFETY: Does nothing.
    unsafe { asm!("/* {0:e} */", inout(reg) err) };
    let _ = err;
}

/// `Result` through five functions.
#[no_mangle]
pub extern "C" fn rust_int_chain(n: usize) {
    repeat!(n, { hide_result(int_1()) });
}

macro_rules! ref_chain {
    ($name:ident, $level:literal, $next:expr) => {
        #[inline(never)]
        fn $name(objs: &[Arc<Obj>; 64]) -> Result {
            let obj = objs[$level].clone();
            $next(objs)?;
            obj.write($level);
            Ok(())
        }
    };
}

ref_chain!(ref_4, 4, |_| leaf());
ref_chain!(ref_3, 3, ref_4);
ref_chain!(ref_2, 2, ref_3);
ref_chain!(ref_1, 1, ref_2);

/// `Result` through five functions, four of which hold a reference.
#[no_mangle]
pub extern "C" fn rust_ref_chain(n: usize) {
    let objs = &state().objs;

    repeat!(n, { hide_result(ref_1(objs)) });
}

#[inline(never)]
fn ptr_5(objs: &[Arc<Obj>; 64]) -> Result<Arc<Obj>> {
    // SAFETY: C changes it only between the calls.
    if unsafe { ptr::read_volatile(&raw const cost_fail) } != 0 {
        return Err(EINVAL);
    }
    Ok(objs[0].clone())
}

macro_rules! ptr_chain {
    ($name:ident, $level:literal, $next:ident) => {
        #[inline(never)]
        fn $name(objs: &[Arc<Obj>; 64]) -> Result<Arc<Obj>> {
            let obj = $next(objs)?;
            obj.write($level);
            Ok(obj)
        }
    };
}

ptr_chain!(ptr_4, 4, ptr_5);
ptr_chain!(ptr_3, 3, ptr_4);
ptr_chain!(ptr_2, 2, ptr_3);
ptr_chain!(ptr_1, 1, ptr_2);

/// `Result<Arc>` through five functions.
#[no_mangle]
pub extern "C" fn rust_err_ptr(n: usize) {
    let objs = &state().objs;

    repeat!(n, { drop(ptr_1(objs)) });
}

/// Lock and unlock.
#[no_mangle]
pub extern "C" fn rust_mutex(n: usize) {
    let mutex = &state().mutex;

    repeat!(n, {
        let mut counter = mutex.lock();
        *counter = counter.wrapping_add(1);
    });
}

/// Lock and unlock.
#[no_mangle]
pub extern "C" fn rust_spinlock(n: usize) {
    let spinlock = &state().spinlock;

    repeat!(n, {
        let mut counter = spinlock.lock();
        *counter = counter.wrapping_add(1);
    });
}

/// Access to an object that may be gone.
#[no_mangle]
pub extern "C" fn rust_revocable(n: usize) {
    let revocable = &state().revocable;

    repeat!(n, {
        if let Some(_guard) = revocable.try_access() {
            count();
        }
    });
}

/// Access to an object that may be gone, and a reference that may be kept.
#[no_mangle]
pub extern "C" fn rust_revocable_get(n: usize) {
    let state = state();

    repeat!(n, {
        let kept = state.revocable.try_access().map(|_| state.objs[0].clone());
        if let Some(_obj) = kept {
            count();
        }
    });
}

struct Parent {
    _child: [Arc<Obj>; 4],
}

#[inline(never)]
fn far_drop(parent: Parent) {
    drop(parent);
}

/// Four references taken and dropped.
#[no_mangle]
pub extern "C" fn rust_drop_live(n: usize) {
    let o = &state().objs;

    repeat!(n, {
        let _parent = Parent {
            _child: [o[0].clone(), o[1].clone(), o[2].clone(), o[3].clone()],
        };
        barrier();
    });
}

/// Four references taken, and dropped out of line.
#[no_mangle]
pub extern "C" fn rust_far_drop_live(n: usize) {
    let o = &state().objs;

    repeat!(n, {
        far_drop(Parent {
            _child: [o[0].clone(), o[1].clone(), o[2].clone(), o[3].clone()],
        })
    });
}

#[inline(never)]
fn far_new() -> Result<Arc<Obj>> {
    Obj::new()
}

#[inline(always)]
fn four() -> Result<Parent> {
    Ok(Parent {
        _child: [far_new()?, far_new()?, far_new()?, far_new()?],
    })
}

/// Four objects made, and dropped out of line.
#[no_mangle]
pub extern "C" fn rust_drop_last(n: usize) {
    repeat!(n, {
        let Ok(parent) = four() else { return };
        far_drop(parent);
    });
}

struct Counted {
    child: [Option<Arc<Obj>>; 4],
}

#[inline(never)]
fn build() -> Result<Arc<Counted>> {
    let mut parent = UniqueArc::new(
        Counted {
            child: [None, None, None, None],
        },
        GFP_KERNEL,
    )?;

    parent.child[0] = Some(far_new()?);
    parent.child[1] = Some(far_new()?);
    parent.child[2] = Some(far_new()?);
    parent.child[3] = Some(far_new()?);
    leaf()?;
    Ok(parent.into())
}

/// An object and its parts made, and unwound.
#[no_mangle]
pub extern "C" fn rust_build(n: usize) {
    repeat!(n, { drop(build()) });
}

#[inline(never)]
fn step(sum: *mut usize) {
    // SAFETY: The caller's pointer is valid.
    unsafe { ptr::write_volatile(sum, ptr::read_volatile(sum).wrapping_add(1)) };
}

#[inline(never)]
fn undo(sum: *mut usize) {
    // SAFETY: The caller's pointer is valid.
    unsafe { ptr::write_volatile(sum, ptr::read_volatile(sum).wrapping_sub(1)) };
}

#[inline(never)]
fn steps(sum: *mut usize) {
    step(sum);
    let _first = ScopeGuard::new(|| undo(sum));
    step(sum);
    let _second = ScopeGuard::new(|| undo(sum));
    step(sum);
    let _third = ScopeGuard::new(|| undo(sum));
    step(sum);
    let _fourth = ScopeGuard::new(|| undo(sum));
    barrier();
}

/// Four steps done and undone.
#[no_mangle]
pub extern "C" fn rust_steps(n: usize) {
    let mut sum = 0;

    repeat!(n, { steps(&mut sum) });
}

/// Stores under ids that the caller chooses: this array has no allocation.
#[no_mangle]
pub extern "C" fn rust_publish(n: usize) {
    let obj = &state().objs[0];
    let Ok(table) = KBox::pin_init(XArray::new(AllocKind::Alloc1), GFP_KERNEL) else {
        return;
    };
    // SAFETY: The leaked table is not moved, and `rust_drain` drops it.
    let table = unsafe { KBox::leak(Pin::into_inner_unchecked(table)) };

    for id in 1..=n {
        if table.lock().store(id, obj.clone(), GFP_KERNEL).is_err() {
            return;
        }
    }
    // SAFETY: The table has no user meanwhile.
    unsafe {
        if !TABLE.is_null() {
            drop(KBox::from_raw(TABLE));
        }
        TABLE = table;
    }
}

/// Takes a reference to each.
#[no_mangle]
pub extern "C" fn rust_lookup(n: usize) {
    // SAFETY: Called after `rust_publish` only.
    let table = unsafe { &*TABLE };

    repeat!(n, id, {
        let obj: Option<Arc<Obj>> = table.lock().get(id).map(Into::into);
        barrier();
        drop(obj);
    });
}

/// Takes out one after the other.
#[no_mangle]
pub extern "C" fn rust_unpublish(n: usize) {
    // SAFETY: Called after `rust_publish` only.
    let table = unsafe { &*TABLE };

    repeat!(n, id, {
        let obj = table.lock().remove(id);
        drop(obj);
    });
}

/// Takes out all.
#[no_mangle]
pub extern "C" fn rust_drain(_n: usize) {
    // SAFETY: Called after `rust_publish` only, which made the table.
    unsafe {
        drop(KBox::from_raw(TABLE));
        TABLE = ptr::null_mut();
    }
}
