namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>Reads the message <c>StringStringEntryProto</c>.</summary>
internal static class MetadataEntry
{
    public static (string Key, string Value) Read(WireReader message)
    {
        var (key, value) = ("", "");
        while (message.Next())
            if (message.Field == 1) key = message.Text();
            else if (message.Field == 2) value = message.Text();
        return (key, value);
    }
}
