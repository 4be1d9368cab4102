# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# boot.sh - guests: a Debian userland on a kernel with simulated GPUs
#
# Sourced after build.sh. A guest is a kernel (the folder OUT in $BUILD) and a folder of
# the host, its /mnt. In that are kunit/guest/job, our programs, the model of the GPU, the
# modules, and "work" with the task; the guest writes "results" and "out". User Mode Linux runs
# as a process of the host. QEMU is for what User Mode Linux cannot do, and never uses KVM.

GUEST_VARIABLES=()
SOCS='t8103 t8112 t6000 t6001 t6002 t6020 t6021 t6022'

# share OUT: print the guest's /mnt; $GUEST tells guests of one kernel apart
share() { printf '%s' "$BUILD/share-$1${GUEST:+-$GUEST}"; }

# build_programs: compile our programs for the guests, with the headers of the kernel
build_programs()
{
	local d=$BUILD/programs m key

	key=$(hash_of "$TOP"/kunit/guest/*.[ch] <(git -C "$TREE" ls-files -s include/uapi; git -C "$TREE" diff HEAD -- include/uapi))
	! stamp_is "$d/key" "$key" || return 0
	rm -rf "$d"
	mkdir -p "$d/headers"
	kmake x86_64 programs/headers headers
	for m in ioctl-errno agx-smoke agx-stress agx-submit agx-pressure; do
		ccache gcc -O2 -static -Wall -Werror -I"$d/headers/usr/include" -o "$d/$m" "$TOP/kunit/guest/$m.c"
	done
	# Not static: the guest has the library, and a newer libc.
	for m in agx-vulkan agx-compute; do
		ccache gcc -O2 -Wall -Werror -I"$d/headers/usr/include" -o "$d/$m" "$TOP/kunit/guest/$m.c" -lvulkan
	done
	for m in agx-flips agx-vt; do
		ccache gcc -O2 -shared -fPIC -Wall -Werror -I"$d/headers/usr/include" -o "$d/$m.so" "$TOP/kunit/guest/$m.c"
	done
	printf '%s' "$key" >"$d/key"
}

# build_model: the program that executes jobs, and $MODEL_PROGRAMS, programs to compare
build_model()
{
	local from=$TREE/tools/testing/asahi/gpu

	make -s -j"$JOBS" -C "$from" O="$BUILD/model" CC='ccache gcc' all ${MODEL_PROGRAMS:-"$BUILD/model/agx-compare"}
	cp "$from"/host/check* "$BUILD/model/agx-check"
}

# prepare_share OUT WORK...: make the guest's /mnt; WORK is for kunit/guest/job
prepare_share()
{
	local out=$1 share

	share=$(share "$out")
	shift
	build_programs
	build_model
	rm -rf "$share"
	mkdir -p "$share/out" "$share/model"
	cp "$TOP"/kunit/guest/{job,display,modules.list} "$BUILD"/programs/{ioctl-errno,agx-*} "$share"
	find "$BUILD/model" -maxdepth 1 \( -name 'agx-*' -o -name '*.spv' -o -name '*.comp' \) -exec cp -t "$share/model" {} +
	[ ! -d "$BUILD/$out/install" ] || cp -al "$BUILD/$out/install/lib/modules" "$share/modules"
	printf '%s\n' "$*" >"$share/work"
	: >"$share/results"
}

# uml_command OUT: set COMMAND to start the guest. SMP needs seccomp instead of ptrace. A guest with
# $GUEST_SWAP has a disk of that size to swap to: a file that takes only what is written.
uml_command()
{
	local swap=$SCRATCH/swap${GUEST:+-$GUEST}

	[ -z "${GUEST_SWAP:-}" ] || truncate -s "$GUEST_SWAP" "$swap"
	COMMAND=("$BUILD/$1/linux" "mem=${GUEST_MEM:-2G}" seccomp=on "ncpus=${GUEST_CPUS:-$JOBS}" uml_dir="$SCRATCH/"
		root=none rootfstype=hostfs "rootflags=$ROOT" ro init=/agx-init "AGX_SHARE=$(share "$1")"
		con0=fd:0,fd:1 con=null panic=-1 "kunit.enable=${GUEST_KUNIT:-0}" asahi_sim.devices= vkms.create_default_dev=0
		${GUEST_SWAP:+"ubd0=$swap"} "${GUEST_QUIET:-quiet}" ${GUEST_MUTANT:+"agx_mutant=$GUEST_MUTANT"})
}

qemu_command()
{
	local out=$1 cpus=${GUEST_CPUS:-$JOBS} accel=(-accel "tcg,thread=multi")

	# An instruction takes a nanosecond, and an idle CPU follows the host's time. There is
	# one CPU: of two, one could spin for all its turn on a lock that the other one holds.
	if [ -n "${GUEST_COUNTS:-}" ]; then
		cpus=1 accel=(-accel "tcg,thread=single" -icount shift=0)
	fi
	# la57=off: with five levels of page tables, one boot in a hundred fails. KASAN takes
	# an interrupt that comes while the kernel examines its CPU for a wild access.
	COMMAND=(qemu-system-x86_64 -machine q35 "${accel[@]}" -cpu max,la57=off -m "${GUEST_MEM:-2G}"
		-smp "$cpus,sockets=$cpus"	# the MP table names one CPU a socket
		-nodefaults -no-reboot -display none -serial "${GUEST_SERIAL:-stdio}"
		-kernel "$BUILD/$out/arch/x86/boot/bzImage"
		-append "root=rootfs rootfstype=9p rootflags=trans=virtio,version=9p2000.L,cache=loose,msize=262144 ro init=/agx-init console=ttyS0 panic=-1 ${GUEST_QUIET:-quiet}"
		-fsdev "local,id=root,path=$ROOT,security_model=none,readonly=on,multidevs=remap"
		-device virtio-9p-pci,fsdev=root,mount_tag=rootfs
		-fsdev "local,id=host,path=$(share "$out"),security_model=none,multidevs=remap"
		-device virtio-9p-pci,fsdev=host,mount_tag=host
		-device virtio-rng-pci)
}

# boot uml|qemu OUT SECONDS: boot the guest and wait until its work is done
boot()
{
	local how=$1 out=$2 limit=$3 rc results try

	results=$(share "$out")/results
	for try in 1 2 3; do
		rc=0
		"${how}_command" "$out"
		: >"$results"
		timeout --foreground -k 5 "$limit" "${COMMAND[@]}" </dev/null || rc=$?
		[ "$rc" -ne 124 ] && [ "$rc" -ne 137 ] || fail "the guest did not finish within $limit s"
		grep -qx again "$results" || break
		echo "The kernel printed a warning while it started ($try of 3): see dmesg-start.log"
	done
	! grep -qx again "$results" || fail "the guest's kernel prints a warning at each start: see dmesg-start.log"
	grep -qx 'done' "$results" || fail "the guest died before it was done"
}

# prepare_mutants OUT: make the share that the guests of scripts/mutants begin with
prepare_mutants() { GUEST=mutant MODEL_PROGRAMS=programs prepare_share "$1" few; }

# boot_mutant OUT NUMBER SECONDS SOC: a guest with the mutant NUMBER. That of 0, the kernel without a
# mutant, makes pictures for the others, which compare theirs with them.
boot_mutant()
{
	local out=$1 GUEST=mutant-$2 GUEST_MUTANT=$2 GUEST_CPUS=1 reference share

	share=$(share "$out")
	reference=$(GUEST=mutant-0 share "$out")/out/reference
	rm -rf "$share"
	cp -al "$(GUEST=mutant share "$out")" "$share"
	rm "$share"/{results,work}
	printf 'few %s\n' "$4" >"$share/work"
	[ "$2" -eq 0 ] || cp -al "$reference" "$share"
	boot uml "$out" "$3"
}

# build_guest_kernel OUT FRAGMENT...: build kernel and modules for QEMU, with the make
# variables in $GUEST_VARIABLES
build_guest_kernel()
{
	configure x86_64 "$@"
	kmake x86_64 "$1" "${GUEST_VARIABLES[@]}" bzImage modules
	rm -rf "$BUILD/$1/install"
	kmake x86_64 "$1" INSTALL_MOD_PATH="$BUILD/$1/install" modules_install
}
