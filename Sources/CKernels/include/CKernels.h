// Element-wise kernels, compiled for several instruction sets and dispatched at load time.
#pragma once
#include <stddef.h>
