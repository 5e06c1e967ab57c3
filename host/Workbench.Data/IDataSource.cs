namespace Workbench.Data;

/// <summary>Images with their annotations, in a fixed order.</summary>
public interface IDataSource
{
    /// <summary>Class names; the index is the class.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>Names of the images, in order.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>Annotations that the source has.</summary>
    Annotation Has { get; }

    /// <summary>Identifies the list of images and their annotations (first 16 hex digits of a SHA-256): runs on other data do not mix.</summary>
    string Hash { get; }

    /// <summary>What was found when the source was opened and a user should know, a sentence each: what is left out, an order that may surprise.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>Reads one image. Safe to call from several threads.</summary>
    /// <exception cref="DataException">It is missing, truncated or its annotation cannot be read; the message names the file.</exception>
    DataItem Read(string id);
}

/// <summary>An image with its pixels.</summary>
/// <param name="Sample">What is known of it.</param>
/// <param name="Image">Its pixels.</param>
public sealed record DataItem(Sample Sample, Image Image);

/// <summary>A data set, one image of it or an input convention is not there or cannot be read. The message is for the user.</summary>
public sealed class DataException(string message, Exception? inner = null) : WorkbenchException(FailureKind.Unavailable, message, inner);
