# Completion of workbench in PowerShell.
# In this shell:       workbench completion pwsh | Out-String | Invoke-Expression
# In every new shell:  workbench completion pwsh > workbench-completion.ps1, and the line '. PATH/workbench-completion.ps1' in $PROFILE
# A path of the program, such as ./workbench, is completed too. Where the program has no suggestion, PowerShell completes files.

Register-ArgumentCompleter -Native -CommandName workbench -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $length = [Math]::Max(0, $cursorPosition - $commandAst.Extent.StartOffset)
    $line = $commandAst.Extent.Text.PadRight($length).Substring(0, $length)
    & $commandAst.GetCommandName() "[suggest:$length]" $line 2>$null | ForEach-Object {
        $value, $description = $_ -split "`t", 2
        $text = if ($value -match '[\s@{}()''"$`;,|&<>#]') { "'" + $value.Replace("'", "''") + "'" } else { $value }
        if (-not $description) { $description = $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $description)
    }
}
