//! Pictures of a surface: orthographic views with depth, normals and shading.
