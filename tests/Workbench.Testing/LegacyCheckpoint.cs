using System.Numerics;

namespace Workbench.Testing;

/// <summary>
/// Writes checkpoints in PyTorch's legacy format, that of <c>vgg16-397923af.pth</c>. It streams: a network of any width needs the memory of
/// one row.
/// </summary>
public static class LegacyCheckpoint
{
    /// <summary>Writes a state_dict.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="tensors">The tensors, in the order of the file.</param>
    /// <param name="type">The type that the elements are rounded to.</param>
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

    /// <summary>The three pickles before that of the object: magic number, version and machine.</summary>
    /// <param name="littleEndian">The value of little_endian in the third.</param>
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

    /// <summary>The pickle after that of the object: the keys of the storages in the order of their data.</summary>
    public static byte[] Keys(IEnumerable<string> keys)
    {
        var pickle = new PickleWriter().Protocol().Step(']', '(');
        foreach (var key in keys) pickle.Text(key);
        return pickle.Step('e', '.').Bytes;
    }
}
