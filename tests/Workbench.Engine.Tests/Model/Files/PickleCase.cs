using Workbench.Engine.Model;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>Base of tests that load hand-written pickles and check the error.</summary>
public abstract class PickleCase : IDisposable
{
    /// <summary>Holds the file under test, <c>a</c>.</summary>
    protected TemporaryFolder Folder { get; } = new();

    /// <summary>A pickle with an open dictionary and its first key.</summary>
    protected static PickleWriter Begin() => new PickleWriter().Protocol().Step('}').Text("features.0.weight");

    /// <summary>A state_dict with one entry.</summary>
    protected static PickleWriter State(Action<PickleWriter> value)
    {
        var pickle = Begin();
        value(pickle);
        return pickle.Step('s', '.');
    }

    /// <summary>The error for a zip archive with the pickle and one storage, by default of 16 bytes.</summary>
    protected string Zip(PickleWriter pickle, byte[]? storage = null) =>
        Files([("a/data.pkl", pickle.Bytes), ("a/data/0", storage ?? new byte[16])]);

    /// <summary>The error for a zip archive with the given files.</summary>
    protected string Files(IEnumerable<(string, byte[])> files)
    {
        ZipCheckpoint.Write(Folder["a"], files);
        return Refused();
    }

    /// <summary>The error for a file in the legacy format with the pickle and one storage of four float32 numbers.</summary>
    protected string Legacy(PickleWriter pickle)
    {
        byte[] storage = [.. BitConverter.GetBytes(4L), .. new byte[16]];
        File.WriteAllBytes(Folder["a"], [.. LegacyCheckpoint.Header(), .. pickle.Bytes, .. LegacyCheckpoint.Keys(["0"]), .. storage]);
        return Refused();
    }

    /// <summary>The error for the file; it names the file, and loading creates no other file.</summary>
    protected string Refused()
    {
        var message = Should.Throw<WeightsException>(() => ModelService.Load(Folder["a"], "cpu")).Message;
        message.ShouldContain($"'{Folder["a"]}'");
        Directory.GetFiles(Folder.Root).ShouldBe([Folder["a"]]);
        return message;
    }

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
