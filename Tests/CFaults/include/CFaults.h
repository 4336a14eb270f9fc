#pragma once
// A library to be preloaded (LD_PRELOAD) into a program under test. It stands in front of the C library's calls on
// files below one folder, lists them, and lets one of them fail or the process die there.
//
//   GREFFE_FAULT_ROOT   the folder, absolute
//   GREFFE_FAULT_LIST   a file: each call on a path below the folder is appended to it, `fsync ledger/checkpoint`
//   GREFFE_FAULT_AT     the number of the call that meets the fault, from 1; absent: none does
//   GREFFE_FAULT_KIND   EIO, ENOSPC, or KILL: SIGKILL before the call
