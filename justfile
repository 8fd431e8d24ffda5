# The commands worth remembering. Each is a plain command; `just` is a convenience and nothing needs it.

# Latchkey on this machine, nothing to install
local *arguments:
    cargo local {{ arguments }}

# Every test, against the embedded DynamoDB
test *arguments:
    cargo test {{ arguments }}

# What a review would point at
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- -D warnings

# What has to hold before a merge
ci *steps:
    .ci/run {{ steps }}

# The functions through cargo-lambda; `cargo local --services` runs beside it, in another terminal
watch:
    cargo lambda watch -A 127.0.0.1 -P 8700 --disable-cors --ignore-changes --env-file target/local/watch.env

# To the AWS account of the shell's credentials
deploy *arguments:
    sam build
    sam deploy {{ arguments }}
