//! The poll times of one build under each policy, drawn.

use std::error::Error;

use plotters::prelude::*;

use super::case::{Case, Family, Twist};
use super::kind::SEED;
use super::table::POLICIES;

const SIZE: (u32, u32) = (900, 330);

/// The picture, as SVG.
///
/// # Errors
///
/// What the library says.
pub fn svg() -> Result<String, Box<dyn Error>> {
    let case = Case {
        mean: 300.0,
        family: Family::LogNormal,
        spread: 0.1,
        failures: 0.0,
        past: 10,
        twist: Twist::None,
    };
    let samples = case.samples(1, SEED);
    let sample = samples.first().ok_or("no build")?;
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let rows = i32::try_from(POLICIES.len())?;
        let mut chart = ChartBuilder::on(&area)
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(110)
            .build_cartesian_2d(0.0..sample.ends + 40.0, 0..rows)?;
        chart
            .configure_mesh()
            .disable_mesh()
            .disable_y_axis()
            .x_desc("seconds since the build was created; the line is its end")
            .draw()?;
        let end = sample.ends;
        chart.draw_series([PathElement::new(vec![(end, 0), (end, rows)], RED)])?;
        for (place, policy) in POLICIES.iter().enumerate() {
            let row = rows - 1 - i32::try_from(place)?;
            let polls = policy.polls(&case, sample);
            let title = format!("{} ({})", policy.name(), polls.len());
            let (x, y) = chart.backend_coord(&(0.0, row));
            area.draw(&Text::new(title, (x - 108, y - 26), ("sans-serif", 13)))?;
            let marks = polls.into_iter().map(|time| {
                EmptyElement::at((time, row)) + PathElement::new(vec![(0, -6), (0, -34)], BLUE)
            });
            chart.draw_series(marks)?;
        }
        area.present()?;
    }
    Ok(text)
}
