package sample

import (
	"os"
	"testing"
)

func TestPasses(t *testing.T)  {}
func TestFails(t *testing.T)   { t.Log("log"); t.Errorf("expected %d, got %d", 1, 2) }
func TestSkipped(t *testing.T) { t.Skip("not now") }
func TestTable(t *testing.T) {
	for _, name := range []string{"a", "b/c", "d"} {
		t.Run(name, func(t *testing.T) {
			if name == "d" {
				t.Error("no")
			}
		})
	}
}
func TestFlaky(t *testing.T) {
	if _, err := os.Stat("seen"); err != nil {
		os.WriteFile("seen", nil, 0o600)
		t.Fatal("first time")
	}
}
