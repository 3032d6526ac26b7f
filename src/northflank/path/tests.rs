use super::*;

fn job(team: Option<&str>, project: &str, id: &str) -> TargetPath {
    TargetPath {
        team: team.map(str::to_owned),
        project: project.to_owned(),
        target: Target {
            kind: TargetKind::Job,
            id: id.to_owned(),
        },
    }
}

fn service(id: &str) -> Target {
    Target {
        kind: TargetKind::Service,
        id: id.to_owned(),
    }
}

#[test]
fn jobs_and_services_with_and_without_a_team() {
    assert_eq!(
        job(None, "shop", "api").join(&[("/build", "")]),
        "/v1/projects/shop/jobs/api/build"
    );
    let web = TargetPath {
        target: service("web"),
        ..job(Some("acme"), "shop", "")
    };
    assert_eq!(
        web.join(&[("/build?cursor=", "c&d"), ("&per_page=", "100")]),
        "/v1/teams/acme/projects/shop/services/web/build?cursor=c%26d&per_page=100"
    );
}

#[test]
fn an_id_cannot_leave_its_segment() {
    assert_eq!(
        job(None, "a/b", "c?d#e").join(&[]),
        "/v1/projects/a%2Fb/jobs/c%3Fd%23e"
    );
    assert_eq!(
        job(None, "..", "é 1.2").join(&[]),
        "/v1/projects/%2E%2E/jobs/%C3%A9%201.2"
    );
}

#[test]
fn a_url_goes_as_deep_as_is_known() {
    let start = "https://app.northflank.com/t/acme/project/shop";
    let api = job(None, "", "api").target;
    assert_eq!(
        url("acme", "shop", &api, Some("b")),
        format!("{start}/jobs/api")
    );
    let web = format!("{start}/services/web");
    assert_eq!(url("acme", "shop", &service("web"), None), web);
    assert_eq!(
        url("acme", "shop", &service("web"), Some("b")),
        format!("{web}/builds/b")
    );
}
