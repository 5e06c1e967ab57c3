using System.Numerics;

namespace Workbench.Testing;

/// <summary>Writes checkpoints in PyTorch's legacy format, that of <c>vgg16-397923af.pth</c>. Streams: a network of any width takes the memory of one row.</summary>
public static class LegacyCheckpoint
{
    /// <summary>Writes a state_dict.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="tensors">Its tensors, in the file's order.</param>
    /// <param name="type">What their elements are rounded to.</param>
    public static void Write(string path, IEnumerable<CheckpointTensor> tensors, CheckpointType type = CheckpointType.Float32)
    {
        var list = tensors.ToList();
        using var file = File.Create(path);
        file.Write(Header());
        file.Write(CheckpointTensor.Pickle(list, type, legacy: true));
        file.Write(Keys(Enumerable.Range(0, list.Count).Select(i => $"{i}")));
        foreach (var tensor in list)
        {
            file.Write(BitConverter.GetBytes(tensor.Count));
            tensor.WriteElements(file, type);
        }
    }

    /// <summary>The three pickles before the object's: magic number, version, machine.</summary>
    /// <param name="littleEndian">What the third says.</param>
    public static byte[] Header(bool littleEndian = true) =>
    [
        .. new PickleWriter().Protocol().Number(BigInteger.Parse("119547037146038801333356")).Step('.').Bytes,
        .. new PickleWriter().Protocol().Number(1001).Step('.').Bytes,
        .. new PickleWriter()
            .Protocol()
            .Step('}', '(')
            .Text("protocol_version")
            .Number(1001)
            .Text("little_endian")
            .Step(littleEndian ? '\x88' : '\x89')
            .Step('u', '.')
            .Bytes,
    ];

    /// <summary>The pickle behind the object's: the storages' keys in the order of their data.</summary>
    public static byte[] Keys(IEnumerable<string> keys)
    {
        var pickle = new PickleWriter().Protocol().Step(']', '(');
        foreach (var key in keys) pickle.Text(key);
        return pickle.Step('e', '.').Bytes;
    }
}
