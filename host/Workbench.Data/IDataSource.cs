namespace Workbench.Data;

/// <summary>Images with their annotations, in a fixed order.</summary>
public interface IDataSource
{
    /// <summary>Class names; the index is the class.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>Image ids, in order.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>The kinds of annotation that the source has.</summary>
    Annotation Annotations { get; }

    /// <summary>
    /// Identifies the list of images and their annotations (first 16 hex digits of a SHA-256). Results of different data never mix.
    /// </summary>
    string Hash { get; }

    /// <summary>Sentences for the user about the opened source, for example about files left out or a surprising order.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>Reads one image. Safe to call from several threads.</summary>
    /// <exception cref="DataException">
    /// The image is missing or truncated, or its annotation cannot be read; the message names the file.
    /// </exception>
    DataItem Read(string id);
}

/// <summary>An image with its pixels.</summary>
/// <param name="Sample">Size and annotations.</param>
/// <param name="Image">Pixels.</param>
public sealed record DataItem(Sample Sample, Image Image);

/// <summary>A data set, an image or an input convention is missing or cannot be read. The message is for the user.</summary>
public sealed class DataException(string message, Exception? inner = null) : WorkbenchException(FailureKind.Unavailable, message, inner);
