// How kernels are compiled for several instruction sets.
//
// The best clone is chosen when the program is loaded. Every element is computed by the same
// sequence of rounded operations in every clone: no contraction to fused multiply-adds, which round
// once where the baseline clone rounds twice.
#pragma once

#pragma STDC FP_CONTRACT OFF

// The clones' resolvers run before the thread sanitizer is ready, and would crash it.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define RESOLVED_EARLY 0
#endif
#endif
#ifndef RESOLVED_EARLY
#define RESOLVED_EARLY 1
#endif

#if defined(__x86_64__) && defined(__linux__) && RESOLVED_EARLY
#define CLONED __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONED
#endif
