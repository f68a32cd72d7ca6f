//! A user's own model, as an ONNX file, run on pictures.

use super::settings::InputSettings;
use super::{Embedding, EmbeddingError};
use crate::base::guard::guarded;
use crate::imaging::photograph::RgbImage;
use rten::{DataType, Dimension, Model, NodeId, RunOptions, ThreadPool, ValueType, ValueView};
use std::path::Path;
use std::sync::Arc;

/// A model that is loaded and fits its settings.
#[derive(Debug)]
pub struct Network {
    model: Model,
    input: NodeId,
    output: NodeId,
    /// What it wants to be shown.
    pub settings: InputSettings,
}

/// Why a model cannot be used at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// No ONNX file, or one with parts that are not supported.
    #[error("no usable ONNX model: {0}")]
    Load(String),
    /// An input or output that the settings name, or have to name.
    #[error("{side}: {asked}: the model has {names}")]
    Name {
        /// `input` or `output`.
        side: &'static str,
        /// What the settings say.
        asked: String,
        /// What there is.
        names: String,
    },
    /// An input of another shape or kind.
    #[error("input {name}: {found} where the settings say {wanted}")]
    Input {
        /// Its name.
        name: String,
        /// What the model wants.
        found: String,
        /// What it would be given.
        wanted: String,
    },
    /// It does not run on a picture of one grey.
    #[error("the model does not run: {0}")]
    Run(String),
}

/// Why one picture has no embedding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmbedError {
    /// The picture has another shape than the model's input.
    #[error("size: {found}: the model is shown {wanted} pictures (columns × rows)")]
    Size {
        /// Of the picture.
        found: String,
        /// Of the input.
        wanted: String,
    },
    /// The model's own message.
    #[error("model: {0}")]
    Run(String),
    /// It gave a vector without a direction.
    #[error("model: {0}")]
    Vector(#[from] EmbeddingError),
}

impl Network {
    /// Reads a model and runs it once on a picture of one grey.
    ///
    /// # Errors
    /// [`NetworkError`] when model and settings do not fit together.
    pub fn load(path: &Path, settings: InputSettings) -> Result<Self, NetworkError> {
        let model = told(|| Model::load_file(path).map_err(|error| error.to_string()))
            .map_err(NetworkError::Load)?;
        let input = chosen(&model, "input", model.input_ids(), settings.input.as_deref())?;
        let output = chosen(&model, "output", model.output_ids(), settings.output.as_deref())?;
        let network = Self { model, input, output, settings };
        network.check_input()?;
        let [height, width] = network.settings.size;
        let gray = RgbImage { width, height, pixels: vec![[128; 3]; width * height] };
        network.run(&gray, &one_thread()).map_err(NetworkError::Run)?;
        Ok(network)
    }

    /// Whether what the settings promise is what the model wants.
    fn check_input(&self) -> Result<(), NetworkError> {
        let Some(info) = self.model.node_info(self.input) else { return Ok(()) };
        let wanted = self.settings.shape();
        let wrong = |found: String, wanted: String| {
            let name = info.name().unwrap_or_default().to_owned();
            NetworkError::Input { name, found, wanted }
        };
        let fits = |shape: &Vec<Dimension>| {
            let same = |(found, wanted): (&Dimension, &usize)| match found {
                Dimension::Fixed(size) => size == wanted,
                Dimension::Symbolic(_) => true,
            };
            shape.len() == wanted.len() && shape.iter().zip(&wanted).all(same)
        };
        if let Some(shape) = info.shape().filter(|shape| !fits(shape)) {
            return Err(wrong(in_words(&shape), format!("{wanted:?}")));
        }
        match info.dtype() {
            Some(ValueType::Tensor(DataType::Float)) | None => Ok(()),
            Some(other) => Err(wrong(format!("{other:?}"), "32-bit floating point".to_owned())),
        }
    }

    /// The embedding of a picture of the input's size.
    ///
    /// It does not depend on the number of `threads` in use: each run has one of its own.
    ///
    /// # Errors
    /// [`EmbedError`] when the picture does not fit, the model fails or its output has no direction.
    pub fn embed(&self, picture: &RgbImage, thread: &Thread) -> Result<Embedding, EmbedError> {
        let [height, width] = self.settings.size;
        if [picture.height, picture.width] != [height, width] {
            return Err(EmbedError::Size {
                found: format!("{} × {}", picture.width, picture.height),
                wanted: format!("{width} × {height}"),
            });
        }
        Ok(Embedding::new(self.run(picture, thread).map_err(EmbedError::Run)?)?)
    }

    fn run(&self, picture: &RgbImage, thread: &Thread) -> Result<Vec<f32>, String> {
        let values = self.settings.values(picture);
        let options = RunOptions::default().with_thread_pool(Some(thread.0.clone()));
        told(|| {
            let view = ValueView::from_shape(self.settings.shape(), &values)
                .map_err(|error| error.to_string())?;
            let inputs = vec![(self.input, view.into())];
            let [output] = self
                .model
                .run_n(inputs, [self.output], Some(options))
                .map_err(|error| error.to_string())?;
            let found = output.dtype();
            let output = output.into_tensor::<f32>();
            let output = output.ok_or_else(|| format!("output: {found:?}"))?;
            Ok(output.into_data())
        })
    }
}

/// What a model runs on: one thread, so that nothing depends on how work is shared.
#[derive(Clone, Debug)]
pub struct Thread(Arc<ThreadPool>);

/// A thread for [`Network::embed`].
pub fn one_thread() -> Thread {
    Thread(Arc::new(ThreadPool::with_num_threads(1)))
}

/// The input or output that is meant.
fn chosen(
    model: &Model,
    side: &'static str,
    ids: &[NodeId],
    asked: Option<&str>,
) -> Result<NodeId, NetworkError> {
    let name = |id: &NodeId| model.node_info(*id).and_then(|info| info.name()).unwrap_or_default();
    let found = match asked {
        Some(asked) => ids.iter().find(|id| name(id) == asked),
        None => ids.first().filter(|_| ids.len() == 1),
    };
    found.copied().ok_or_else(|| NetworkError::Name {
        side,
        asked: asked.unwrap_or("not named").to_owned(),
        names: ids.iter().map(name).collect::<Vec<_>>().join(", "),
    })
}

fn in_words(shape: &[Dimension]) -> String {
    let size = |dimension: &Dimension| match dimension {
        Dimension::Fixed(size) => size.to_string(),
        Dimension::Symbolic(name) => name.clone(),
    };
    format!("[{}]", shape.iter().map(size).collect::<Vec<_>>().join(", "))
}

/// What the work says, also when the runtime panics.
fn told<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    guarded(work).unwrap_or_else(|| Err("the runtime panicked".to_owned()))
}
