// Package contract holds HTTP exchanges to Asana's published OpenAPI document.
//
// It is imported by tests only. The same referee stands on both sides of the
// wire: [Transport] under the client, where nothing may be sent that the
// document does not name, and [Handler] in front of the sandbox, where nothing
// may be answered that it does not name. Client and sandbox are therefore not
// merely consistent with each other, but with what Asana says of itself.
//
// The document is more lenient than Asana is: nothing in it is required, unknown
// members are not forbidden, and some of its schemas contradict each other. What
// it lets pass is checked by hand, and where it is known to be wrong the
// exception stands beside the check with its reason.
package contract
