// Runs an ONNX file in tract: MODEL FOLDER INPUTS reads FOLDER/in0.npy … (float64 or float32), writes FOLDER/out0.npy ….
use ndarray_npy::{read_npy, write_npy};
use std::path::{Path, PathBuf};
use tract_onnx::prelude::*;

fn read(path: PathBuf) -> TractResult<Tensor> {
    if let Ok(array) = read_npy::<_, tract_ndarray::ArrayD<f64>>(&path) {
        return Ok(array.into_tensor());
    }
    Ok(read_npy::<_, tract_ndarray::ArrayD<f32>>(&path)?.into_tensor())
}

fn write(path: PathBuf, tensor: &Tensor) -> TractResult<()> {
    match tensor.datum_type() {
        DatumType::F64 => write_npy(path, &tensor.to_array_view::<f64>()?.to_owned())?,
        DatumType::String => {
            let lines: Vec<String> = tensor.as_slice::<String>()?.to_vec();
            std::fs::write(path.with_extension("txt"), lines.join("\n"))?
        }
        DatumType::F32 => write_npy(path, &tensor.to_array_view::<f32>()?.to_owned())?,
        _ => write_npy(path, &tensor.cast_to::<i64>()?.to_array_view::<i64>()?.to_owned())?,
    }
    Ok(())
}

fn main() -> TractResult<()> {
    let words: Vec<String> = std::env::args().collect();
    let folder = Path::new(&words[2]);
    let mut inputs: TVec<Tensor> = tvec!();
    for i in 0..words[3].parse()? {
        inputs.push(read(folder.join(format!("in{i}.npy")))?);
    }
    let mut model = tract_onnx::onnx().model_for_path(&words[1])?;
    for (i, tensor) in inputs.iter().enumerate() {
        model.set_input_fact(i, InferenceFact::dt_shape(tensor.datum_type(), tensor.shape()))?;
    }
    let plan = model.into_typed()?.into_decluttered()?.into_runnable()?;
    let answers = plan.run(inputs.into_iter().map(|t| t.into_tvalue()).collect())?;
    for (i, answer) in answers.iter().enumerate() {
        write(folder.join(format!("out{i}.npy")), answer)?;
    }
    Ok(())
}
