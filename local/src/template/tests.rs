use serde_json::json;

use super::*;

const SMALL: &str = r#"
Parameters:
  Batch: { Type: Number, Default: 7 }
Globals:
  Function: { Environment: { Variables: { EVERYWHERE: !Ref Table } } }
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
      TimeToLiveSpecification: { AttributeName: gone_at, Enabled: true }
      StreamSpecification: { StreamViewType: NEW_IMAGE }
  GetThing:
    Type: AWS::Serverless::Function
    Properties:
      Environment: { Variables: { HERE: !Sub "${Table}" } }
      Events:
        One: { Type: HttpApi, Properties: { Method: get, Path: "/things/{id}" } }
        All: { Type: HttpApi, Properties: { Method: ANY, Path: $default } }
      Policies:
        - Statement:
            - { Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt Table.Arn }
            - { Effect: Allow, Action: [dynamodb:Query, ses:SendEmail], Resource: "*" }
  Reader:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Stream:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Table.StreamArn
            StartingPosition: TRIM_HORIZON
            BatchSize: !Ref Batch
            MaximumRetryAttempts: -1
            FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] }
"#;

fn small() -> Template {
    Template::parse(SMALL).unwrap()
}

/// The whole chain of causes, as an operator would see it.
fn refusal(template: &str) -> String {
    let error = Template::parse(template).unwrap_err();
    let mut sentence = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(next) = cause {
        sentence = format!("{sentence}: {next}");
        cause = next.source();
    }
    sentence
}

fn refusal_of(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from:?} is not in the sample");
    refusal(&SMALL.replace(from, to))
}

#[test]
fn the_workspaces_own_template_is_understood() {
    let template = Template::bundled().unwrap();
    assert!(template.functions().any(|name| name == "request-code"));
    assert_eq!(template.default_function(), Some("not-found"));
    assert_eq!(template.stream_source().function, "send-mail");
    assert_eq!(template.ttl_attribute(), "expires_at");
}

#[test]
fn a_function_is_named_by_its_folder() {
    assert_eq!(small().functions().collect::<Vec<_>>(), ["get-thing", "reader"]);
}

#[test]
fn routes_keep_their_method_and_path_and_the_default_stands_apart() {
    let route = Route {
        function: "get-thing".into(),
        method: Some(http::Method::GET),
        path: "/things/{id}".into(),
    };
    assert_eq!(small().routes(), [route]);
    assert_eq!(small().default_function(), Some("get-thing"));
}

#[test]
fn the_table_becomes_a_create_request_with_its_stream_on() {
    assert_eq!(
        small().table("things"),
        json!({
            "TableName": "things",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
        })
    );
    assert_eq!(small().ttl_attribute(), "gone_at");
}

#[test]
fn the_stream_is_read_as_written_with_parameters_at_their_defaults() {
    let expected = StreamSource {
        function: "reader".into(),
        batch_size: 7,
        filters: vec![json!({"eventName": ["INSERT"]})],
        maximum_retry_attempts: None,
        maximum_record_age_seconds: None,
        bisect_on_error: false,
        report_batch_item_failures: false,
    };
    assert_eq!(small().stream_source(), &expected);
}

#[test]
fn a_function_has_the_rights_of_all_its_statements_and_the_environment_of_the_globals() {
    let template = small();
    let names = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>();
    let rights = template.allowed_actions("get-thing").unwrap();
    assert_eq!(names(rights), ["dynamodb:GetItem", "dynamodb:Query", "ses:SendEmail"]);
    assert_eq!(names(template.environment("get-thing").unwrap()), ["EVERYWHERE", "HERE"]);
    assert_eq!(names(template.environment("reader").unwrap()), ["EVERYWHERE"]);
    assert!(template.allowed_actions("reader").unwrap().is_empty());
}

#[test]
fn an_unknown_function_is_an_error_and_not_an_empty_set() {
    let error = small().allowed_actions("get-thnig").unwrap_err();
    assert_eq!(error.to_string(), "the template has no function get-thnig");
}

#[test]
fn what_is_not_understood_is_refused_with_a_sentence() {
    let cases = [
        (
            "Type: HttpApi, Properties: { Method: get",
            "Type: Api, Properties: { Method: get",
            "events of type Api",
        ),
        ("Method: get,", "Method: get, Auth: none,", "unknown field `Auth`"),
        ("Method: get", "Method: FETCH", "FETCH is not a method"),
        ("Path: \"/things/{id}\"", "Path: things", "the path things is not understood"),
        ("BatchSize: !Ref Batch", "BatchSize: !Ref Unset", "the event Stream of Reader"),
        ("BatchSize: !Ref Batch", "BatchSize: 0", "a batch of no records"),
        ("TRIM_HORIZON", "LATEST", "mails would be lost"),
        ("Table.StreamArn", "Table.Arn", "not the StreamArn of a table"),
        ("Table.StreamArn", "Other.StreamArn", "not the table Table"),
        ("'{\"eventName\":[\"INSERT\"]}'", "'{'", "a filter of the event Stream of Reader"),
        (
            "Effect: Allow, Action: dynamodb:GetItem",
            "Effect: Deny, Action: dynamodb:GetItem",
            "Deny is not Allow",
        ),
        ("Action: dynamodb:GetItem", "NotAction: dynamodb:GetItem", "unknown field `NotAction`"),
        ("- Statement:", "- AWSLambdaExecute\n        - Statement:", "a policy of GetThing"),
        ("Enabled: true", "Enabled: false", "time to live is not enabled"),
        ("BillingMode: PAY_PER_REQUEST", "Local: yes", "unknown field `Local`"),
        ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "the template has no table"),
    ];
    for (from, to, expected) in cases {
        let sentence = refusal_of(from, to);
        assert!(sentence.contains(expected), "{to:?} gave {sentence:?}");
    }
}

#[test]
fn two_of_what_there_is_one_of_are_refused() {
    let second_route =
        "Two: { Type: HttpApi, Properties: { Method: GET, Path: \"/things/{id}\" } }\n        One:";
    assert!(refusal_of("One:", second_route).contains("GET /things/{id} is taken already"));
    let second_default =
        "Two: { Type: HttpApi, Properties: { Method: ANY, Path: $default } }\n        One:";
    assert!(refusal_of("One:", second_default).contains("more than one default route"));
}

#[test]
fn no_yaml_is_no_template() {
    assert!(refusal("Resources: [").starts_with("the template is not YAML"));
}
