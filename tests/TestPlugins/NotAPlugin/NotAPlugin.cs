namespace Workbench.TestPlugins;

/// <summary>An assembly without plugins, placed among plugins by mistake.</summary>
public static class NotAPlugin
{
    public static int Answer => 42;
}
