using System.Security.Cryptography;

namespace Workbench.Scripting.Scripts;

/// <summary>
/// File format of a compiled script: SHA-256 of the rest, the files it depends on, the warnings, the assembly. Reading it does not load the
/// compiler.
/// </summary>
internal static class CompiledScriptFile
{
    /// <summary>Serialises a script to the bytes of a file.</summary>
    public static byte[] Write(CompiledScript compiled)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(new byte[SHA256.HashSizeInBytes]);
        writer.Write(compiled.Files.Count);
        foreach (var file in compiled.Files)
        {
            writer.Write(file.Path);
            writer.Write(file.Sha256);
            writer.Write(file.IsAssembly);
        }
        writer.Write(compiled.Warnings.Count);
        foreach (var warning in compiled.Warnings)
        {
            writer.Write(warning.Path);
            writer.Write(warning.Line);
            writer.Write(warning.Column);
            writer.Write(warning.Text);
        }
        writer.Write(compiled.EndsInValue);
        writer.Write(compiled.Image.Length);
        writer.Write(compiled.Image);
        writer.Flush();
        var bytes = stream.ToArray();
        SHA256.HashData(bytes.AsSpan(SHA256.HashSizeInBytes), bytes);
        return bytes;
    }

    /// <summary>Reads a script; null if the bytes do not match their SHA-256.</summary>
    public static CompiledScript? Read(byte[] bytes)
    {
        if (bytes.Length < SHA256.HashSizeInBytes
            || !SHA256.HashData(bytes.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(bytes.AsSpan(0, SHA256.HashSizeInBytes)))
            return null;
        using var reader = new BinaryReader(new MemoryStream(bytes, SHA256.HashSizeInBytes, bytes.Length - SHA256.HashSizeInBytes));
        var files = new ScriptFile[reader.ReadInt32()];
        for (var i = 0; i < files.Length; i++) files[i] = new ScriptFile(reader.ReadString(), reader.ReadString(), reader.ReadBoolean());
        var warnings = new ScriptDiagnostic[reader.ReadInt32()];
        for (var i = 0; i < warnings.Length; i++)
            warnings[i] = new ScriptDiagnostic(reader.ReadString(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadString());
        var endsInValue = reader.ReadBoolean();
        return new CompiledScript(reader.ReadBytes(reader.ReadInt32()), files, warnings, endsInValue);
    }
}
