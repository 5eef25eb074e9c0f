package audit

import _ "embed"

//go:embed event.schema.json
var schema []byte

// Schema is the JSON schema of an event as it is exported, draft 2020-12. Its $id ends with its version: a member that is added raises it, and none is ever
// taken away or given another meaning.
func Schema() []byte { return schema }
