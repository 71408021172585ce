//! Takes the workspace in, as `ui/dist` holds it: every file, and packed where that makes it smaller.
//!
//! Without it the program is built all the same; at `/` it then says how to build the workspace.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, io};

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let dist = root.join("../../ui/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    if dist.is_dir() {
        gather(&dist, &mut files)?;
        files.sort();
    }
    let mut code = String::from("static FILES: &[File] = &[\n");
    for (index, file) in files.iter().enumerate() {
        let name = file.strip_prefix(&dist).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let bytes = fs::read(file)?;
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&bytes)?;
        let packed = packed.finish()?;
        let packed = if packed.len() * 10 < bytes.len() * 9 {
            let place = out.join(format!("{index}.gz"));
            fs::write(&place, packed)?;
            format!("Some(include_bytes!({:?}))", place.to_string_lossy())
        } else {
            "None".to_owned()
        };
        let place = file.canonicalize()?;
        let _ = writeln!(
            code,
            "    File {{ name: {name:?}, bytes: include_bytes!({:?}), packed: {packed} }},",
            place.to_string_lossy()
        );
    }
    code.push_str("];\n");
    fs::write(out.join("workspace.rs"), code)
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            gather(&path, files)?;
        } else if !hidden {
            files.push(path);
        }
    }
    Ok(())
}
