namespace Workbench.TestPlugins;

/// <summary>An assembly that lies among plugins by mistake.</summary>
public static class NotAPlugin
{
    public static int Answer => 42;
}
