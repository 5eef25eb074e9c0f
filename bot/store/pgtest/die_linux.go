package pgtest

import "syscall"

// dieWithParent makes the system send the server a quit when the thread that started it ends.
func dieWithParent(attr *syscall.SysProcAttr) *syscall.SysProcAttr {
	var own syscall.SysProcAttr
	if attr != nil {
		own = *attr
	}
	own.Pdeathsig = syscall.SIGQUIT
	return &own
}
