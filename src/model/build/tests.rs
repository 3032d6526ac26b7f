use super::*;

#[test]
fn a_target_is_called_by_its_kind_and_id() {
    let name = |kind| {
        let id = "api".to_owned();
        Target { kind, id }.to_string()
    };
    assert_eq!(name(TargetKind::Job), "job api");
    assert_eq!(name(TargetKind::Service), "service api");
}

#[test]
fn a_field_gives_its_value_where_it_has_one() {
    assert_eq!(Field::Present(7).into_value(), Some(7));
    assert_eq!(Field::<u8>::Absent.into_value(), None);
    assert_eq!(Field::<u8>::Unreadable.into_value(), None);
}

#[test]
fn each_field_that_cannot_be_read_is_named() {
    let read = Build {
        sha: Field::Absent,
        status: Field::Absent,
        ..crate::gate::testing::build("one")
    };
    assert_eq!(read.unreadable_fields(), [""; 0]);
    let unreadable = Build {
        sha: Field::Unreadable,
        branch: Field::Unreadable,
        pull_request: Field::Unreadable,
        status: Field::Unreadable,
        concluded: Field::Unreadable,
        success: Field::Unreadable,
        created: Field::Unreadable,
        ..read.clone()
    };
    assert_eq!(
        unreadable.unreadable_fields(),
        [
            "sha",
            "branch",
            "pullRequestId",
            "status",
            "concluded",
            "success",
            "createdAt"
        ]
    );
    let cut_short = Build {
        sha: Field::Present("12c15e7".to_owned()),
        ..read
    };
    assert_eq!(cut_short.unreadable_fields(), ["sha"]);
}

#[test]
fn the_texts_of_a_build_are_counted_in_bytes() {
    let build = Build {
        id: "é".to_owned(),
        sha: Field::Present("123".to_owned()),
        branch: Field::Present("1234".to_owned()),
        status: Field::Present(Status::Crashed),
        message: Some("12345".to_owned()),
        image: Some("123456".to_owned()),
        ..crate::gate::testing::build("one")
    };
    assert_eq!(build.text_length(), 2 + 3 + 4 + 7 + 5 + 6);
}

#[test]
fn every_known_word_stands_for_its_status_and_no_other_word_does() {
    for status in Status::KNOWN {
        assert_eq!(Status::from_word(status.word()), *status);
    }
    for word in ["", "success", "FAILED", "CANCELLED", "DONE"] {
        assert_eq!(Status::from_word(word), Status::Unknown(word.to_owned()));
    }
}
