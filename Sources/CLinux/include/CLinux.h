#pragma once
// System calls that Swift cannot import (variadic, or behind _GNU_SOURCE), each as thin as it can be.
#include "drawing.h"
#include "files.h"
#include "process.h"
#include "sandbox.h"
#include "watch.h"
