//go:build !linux

package pgtest

import "syscall"

// dieWithParent can do nothing here: the server ends with Main or with its last test.
func dieWithParent(attr *syscall.SysProcAttr) *syscall.SysProcAttr { return attr }
