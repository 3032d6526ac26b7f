// Waits until Northflank has built the commit, and fails unless it succeeded.
// The token is a credential of the kind secret text.
def call(Map options) {
    def variables = [
        "NORTHFLANK_PROJECT_ID=${options.projectId}",
        "NORTHFLANK_JOB_ID=${options.jobId ?: ''}",
        "NORTHFLANK_SERVICE_ID=${options.serviceId ?: ''}",
        "NORTHFLANK_GATE_TIMEOUT=${options.timeout ?: '30m'}",
        'NORTHFLANK_GATE_DOTENV=gate.env',
        'NORTHFLANK_GATE_JUNIT=gate.xml',
        "GATE_VERSION=${options.version ?: '0.1.0'}",
        "GATE_SHA256=${options.sha256}",
    ]
    def token = string(
        credentialsId: options.credentialsId ?: 'northflank-api-token',
        variable: 'NORTHFLANK_API_TOKEN',
    )
    withCredentials([token]) {
        withEnv(variables) {
            sh '''
                set -eu
                releases=https://github.com/northflank-gate/northflank-gate/releases/download
                curl -fsSLo gate "$releases/v$GATE_VERSION/northflank-gate-x86_64-unknown-linux-musl" || exit 69
                echo "$GATE_SHA256  gate" | sha256sum -c - || exit 69
                chmod +x gate
                exec ./gate
            '''
        }
    }
}
